"""The HTTP API: every noun and verb that the pages have; OpenAPI; problem details.

What belongs here: one file per noun in `nouns`; and what every endpoint has in common: the door
(`endpoint`: key, ability, rate, one answer per idempotency key), problem details, cursors, the
published document.  No logic of its own: endpoints call the verbs of the other apps.  What does
not: pages, and what sources send facts to (`ingest`).  May import every other app but `pages`.
"""
