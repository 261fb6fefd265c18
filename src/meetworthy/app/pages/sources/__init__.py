"""Sources and campaigns by the leads that qualified, what each cost, and what each brought.

What belongs here: showing those sections of the funnel's answer.
"""
