"""The keys of a workspace: what programs may do here, each shown once, revocable.

What belongs here: reading and showing them, and forms that call the verbs of `people.keys`.
"""
