"""How often somebody may come by without a link of ours: guessing gets slower than hopeless."""

from __future__ import annotations

import math
import threading
import time
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

PER_SECOND = 0.5
BURST = 30
"""Wrong links, and answers to one form, that are looked at; chosen by eye."""

_MOST_KEPT = 10_000

_lock = threading.Lock()


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


_buckets: dict[str, _Bucket] = {}


def seconds_to_wait(who: str) -> int:
    """Count a call of somebody's; returns 0, or after how many seconds to come again.

    Counted in this process; where several serve, each allows the whole rate.
    """
    now = time.monotonic()
    with _lock:
        if len(_buckets) >= _MOST_KEPT:
            _buckets.clear()
        bucket = _buckets.setdefault(who, _Bucket(BURST, now))
        bucket.left = min(BURST, bucket.left + (now - bucket.at) * PER_SECOND)
        bucket.at = now
        if bucket.left >= 1:
            bucket.left -= 1
            return 0
        return max(1, math.ceil((1 - bucket.left) / PER_SECOND))


def forget() -> None:
    """Fill every bucket: for tests."""
    _buckets.clear()


def address_of(request: HttpRequest) -> str:
    """Return the address of whoever asks; behind a proxy, the one that the proxy says."""
    said = request.headers.get("X-Forwarded-For", "") if settings.CONFIGURATION.is_behind else ""
    return said.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))
