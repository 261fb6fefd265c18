"""Versions of a workspace's definition: text, checks, dry runs, sign-off, activation.

What belongs here: the life of a version.  What a definition means is the room `definition`.
"""
