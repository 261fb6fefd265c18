"""One lead: who, where it stands and why, what happened; now or as of any moment.

What belongs here: showing what `judging.one` found.  It is judged anew for each request, so
that a score that fades is exact.
"""
