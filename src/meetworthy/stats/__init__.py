"""Pure mathematics: intervals, survival with competing risks, shrinkage, multiple tests.

What belongs here: functions of arrays of numbers, each with the source of its formula.
What does not: anything that knows what a lead, a stage or a table is.
May import: numpy and scipy; nothing of ours.
"""
