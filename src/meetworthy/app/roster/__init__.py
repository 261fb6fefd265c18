"""Who there is to hand leads to, as the ledger tells it; and telling it.

What belongs here: reading a workspace's roster, describing people, their hours and absences.
What does not: membership and roles (``people``), giving leads to anybody (``routing``).
May import: ledger, definitions, people.  Judging may import it.
"""
