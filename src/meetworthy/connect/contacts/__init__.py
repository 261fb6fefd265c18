"""Whether an address can be written to: its form, its domain, what is known of both.

What belongs here: pure checks of one address.  What does not: asking the network by itself (a
resolver is handed in), sending, deciding what follows.  May import: ``model``.
"""
