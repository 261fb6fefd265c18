"""Calendly's webhooks: invitees who book, move, cancel, and those who did not come.

What belongs here: what a payload (API v2) says as facts, and whether Calendly signed it.
What does not: HTTP, who the workspace's people are, what was told before.
May import: the booking words of ``connect``, ``facts``, ``model``.
"""
