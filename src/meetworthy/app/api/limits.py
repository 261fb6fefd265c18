"""How often a key may ask."""

from __future__ import annotations

from meetworthy.app.operate.buckets import Buckets

PER_SECOND = 50
BURST = 500
"""Requests a second of one key, and at once after a rest; chosen by eye."""

KEYS = Buckets(per_second=PER_SECOND, burst=BURST)
"""A bucket for each key."""

seconds_to_wait = KEYS.seconds_to_wait
forget = KEYS.fill
