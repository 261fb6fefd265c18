"""Who gets which lead: the rules in force, everybody's load, what found nobody, and trials.

What belongs here: showing them, and the form that asks for a trial of rules.
"""
