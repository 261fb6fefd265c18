"""The people of a workspace: members and their roles, invitations, the record of what was changed.

What belongs here: reading and showing them, and forms that call the verbs of `people`.
"""
