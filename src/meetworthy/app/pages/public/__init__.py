"""Pages for leads: no sign-in, no script, nothing about anybody but what they are asked.

What belongs here: the form before a meeting, and what all such pages share.  May import:
``prequalify``.
"""
