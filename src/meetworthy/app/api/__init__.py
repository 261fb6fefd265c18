"""The HTTP API: every noun and verb that the pages have; OpenAPI; problem details.

What belongs here: one file per noun.  No logic of its own: endpoints call the verbs of the other
apps.
"""
