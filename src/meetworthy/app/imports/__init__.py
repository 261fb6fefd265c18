"""Taking folders of exports into the ledger, resumable, each row exactly once.

What belongs here: import jobs.  How files are read is the room `facts`.
"""
