"""What a person sees in the browser: server-rendered pages, htmx, one style from the tokens.

What belongs here: one file per page, templates, static files.  No statement that changes the
ledger: pages call the verbs of the other apps.
"""
