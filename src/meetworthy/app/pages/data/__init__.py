"""What comes in and goes out: sources and their keys, quarantine, imports, the ledger itself.

What belongs here: reading and showing them, and forms that call the verbs of `ingest` and
`imports`.
"""
