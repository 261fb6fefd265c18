"""The ledger in a database: facts appended, never changed; identity; the chain; sealing; export.

What belongs here: the tables of facts and aliases and every statement that touches them.  What
does not: judging, HTTP.  May import: model, facts, definition, judge and people of this service.
"""
