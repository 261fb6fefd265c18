"""Cal.com's webhooks: bookings made, moved, cancelled, and guests who did not come.

What belongs here: what a payload (version 2021-10-20) says as facts, and whether Cal.com signed it.
What does not: HTTP, who the workspace's people are, what was told before.
May import: the booking words of ``connect``, ``facts``, ``model``.
"""
