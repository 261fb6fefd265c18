"""Workspaces, people, roles, invitations, keys: who may do what, where.

What belongs here: users and memberships with dated roles, abilities, API keys, the record of
what was changed by whom.  May import: nothing else of the service but `ids`.
"""
