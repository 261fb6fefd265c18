"""The doctor: whether an installation is well, one check a file, each finding with its remedy.

What belongs here: looking.  Nothing here mends anything.
"""
