"""Who gets which lead: the roster as the ledger tells it, and assigning by the rules in force.

What belongs here: describing people and their absences, whose turn it is, giving leads their
owners, and trying rules on last month's leads.  What does not: the rules' meaning
(``handoff.routing``) and what people see (``pages``, ``api``).
May import: judging, ledger, definitions, people, operate.
"""
