"""Taking facts over HTTP: sources and their keys, limits, the writer thread, quarantine.

What belongs here: endpoints that clients send facts to, and what stands between a request and
`ledger.append`.  What does not: what a client's words mean (`connect`).
"""
