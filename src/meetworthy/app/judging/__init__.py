"""Live judging: marks, workers, stage entries, state, clocks and effects.

What belongs here: the loop between facts that were committed and what follows from them.  What
does not: how a lead is judged (the core's interpreter and engine do that, unchanged).
"""
