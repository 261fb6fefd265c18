"""The hand-off desk: inboxes, what people do there, and what marketing sees of it.

What belongs here: reading needs as lists, the acts of the desk with their undo, what became of
leads that were passed on.  What does not: deciding what is needed (``handoff``), pages.
May import: ``judging``, ``ledger``, ``people``, ``definitions``.
"""
