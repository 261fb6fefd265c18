"""How often somebody may ask: a bucket of requests each, that fills at a steady rate.

Counted in this process; where several serve, each allows the whole rate.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Hashable
from dataclasses import dataclass

MOST_KEPT = 10_000
"""Buckets kept at most: then all are filled anew.  Chosen by eye."""


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Buckets:
    """The buckets of all who ask for one thing: so many requests a second, so many at once."""

    def __init__(self, *, per_second: float, burst: int) -> None:
        self.per_second, self.burst = per_second, burst
        self._lock = threading.Lock()
        self._of: dict[Hashable, _Bucket] = {}

    def seconds_to_wait(self, who: Hashable) -> int:
        """Take a request out of a bucket; returns 0, or after how many seconds to come again."""
        now = time.monotonic()
        with self._lock:
            if len(self._of) >= MOST_KEPT:
                self._of.clear()
            bucket = self._of.setdefault(who, _Bucket(self.burst, now))
            bucket.left = min(self.burst, bucket.left + (now - bucket.at) * self.per_second)
            bucket.at = now
            if bucket.left >= 1:
                bucket.left -= 1
                return 0
            return max(1, math.ceil((1 - bucket.left) / self.per_second))

    def fill(self) -> None:
        """Fill every bucket: for tests, which ask more than a person or a program would."""
        self._of.clear()
