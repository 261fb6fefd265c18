"""How fast judging is, measured beside what an expert would write by hand.

What belongs here: the benchmark's own facts and definition, the rival programs, the
referee that runs them all in fresh processes and compares their answers lead by lead.
What does not: anything that the product needs to run; timed tests.
May import: everything of ``meetworthy``; nothing imports this.
"""
