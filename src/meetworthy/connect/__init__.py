"""Outside systems: what they say becomes facts, told by aliases.

What belongs here: one folder or file per outside system, each a pure mapping between that
system's published contract and ``model.told``; what a public key may say; signatures of
webhooks; the visible registry of all of them.
What does not: opening connections, reading the clock, keeping anything; which lead an alias is.
May import: ``model`` and ``facts``; msgspec, standardwebhooks.
"""
