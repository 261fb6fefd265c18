"""Who gets a lead: rules, turns, load; and in which words that is said.

What belongs here: choosing one of the roster for one lead, by the rules of a definition, and
why.  What does not: reading conditions' scenes, keeping whose turn it is, telling anybody.
May import: as ``handoff``.
"""
