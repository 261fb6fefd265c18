"""How often one address of the network may ask the five questions."""

from __future__ import annotations

from meetworthy.app.operate.buckets import Buckets

PER_SECOND = 1.0
BURST = 60
"""A person who tries answers never gets there, a program does; chosen by eye."""

_ADDRESSES = Buckets(per_second=PER_SECOND, burst=BURST)

seconds_to_wait = _ADDRESSES.seconds_to_wait
forget = _ADDRESSES.fill
