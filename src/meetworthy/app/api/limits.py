"""How often a key may ask: a bucket of requests that fills at a steady rate."""

from __future__ import annotations

import math
import threading
import time
from dataclasses import dataclass

PER_SECOND = 50
BURST = 500
"""Requests a second of one key, and at once after a rest; chosen by eye."""

_MOST_KEPT = 10_000

_lock = threading.Lock()


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


_buckets: dict[int, _Bucket] = {}


def seconds_to_wait(key_id: int) -> int:
    """Take a request out of a key's bucket; returns 0, or after how many seconds to come again.

    Counted in this process; where several serve, each allows the whole rate.
    """
    now = time.monotonic()
    with _lock:
        if len(_buckets) >= _MOST_KEPT:
            _buckets.clear()
        bucket = _buckets.setdefault(key_id, _Bucket(BURST, now))
        bucket.left = min(BURST, bucket.left + (now - bucket.at) * PER_SECOND)
        bucket.at = now
        if bucket.left >= 1:
            bucket.left -= 1
            return 0
        return max(1, math.ceil((1 - bucket.left) / PER_SECOND))


def forget() -> None:
    """Fill every bucket: for tests, which ask more than a program would."""
    _buckets.clear()
