"""Qualifying a lead beside a call: the criteria to ask about, and the verdict as one types.

What belongs here: reading what is chosen but not recorded, judging as if it were, recording it.
What does not: the order of the questions, which is `handoff.asking`'s.
"""
