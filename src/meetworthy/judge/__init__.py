"""Judging: from a lead's facts and the written definition to stages, scores and verdicts.

What belongs here: the interpreter (plain Python, one lead, the meaning), the engine (the
same meaning for millions), the verdict, the explanation, and gathering the facts that a
lead is judged by.  What does not: reading files, counting funnels.
May import: ``model``, ``definition``, ``facts``.
"""
