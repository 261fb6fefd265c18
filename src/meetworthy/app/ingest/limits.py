"""How much a source may send: a bucket of events that fills at its rate."""

from __future__ import annotations

import math
import threading
import time
from dataclasses import dataclass

BURST_SECONDS = 5
"""A bucket holds what flows in so many seconds, and never less than one batch.  Chosen by eye."""

_lock = threading.Lock()


@dataclass(slots=True)
class _Bucket:
    events: float
    at: float


_buckets: dict[int, _Bucket] = {}


def seconds_to_wait(source_id: int, events: int, *, per_second: int, least: int) -> int:
    """Take events out of a source's bucket; returns 0, or after how many seconds to come again.

    Counted in this process; where several serve, each allows the whole rate.
    """
    size = max(per_second * BURST_SECONDS, least)
    now = time.monotonic()
    with _lock:
        bucket = _buckets.setdefault(source_id, _Bucket(size, now))
        bucket.events = min(size, bucket.events + (now - bucket.at) * per_second)
        bucket.at = now
        if bucket.events >= events:
            bucket.events -= events
            return 0
        return max(1, math.ceil((events - bucket.events) / per_second))
