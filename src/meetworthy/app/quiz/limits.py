"""How often one address of the network may ask: a bucket of requests that fills steadily."""

from __future__ import annotations

import math
import threading
import time

PER_SECOND = 1.0
BURST = 60
"""A person who tries answers never gets there, a program does; chosen by eye."""

_MOST_KEPT = 10_000

_lock = threading.Lock()
_buckets: dict[str, tuple[float, float]] = {}  # what is left, and when that was


def seconds_to_wait(address: str) -> int:
    """Take a request out of an address's bucket; returns 0, or the seconds until the next.

    Counted in this process; where several serve, each allows the whole rate.
    """
    now = time.monotonic()
    with _lock:
        if len(_buckets) >= _MOST_KEPT:
            _buckets.clear()
        left, then = _buckets.get(address, (float(BURST), now))
        left = min(BURST, left + (now - then) * PER_SECOND)
        enough = left >= 1
        _buckets[address] = (left - 1 if enough else left, now)
    return 0 if enough else max(1, math.ceil((1 - left) / PER_SECOND))


def forget() -> None:
    """Fill every bucket: for tests, which ask more than a person would."""
    _buckets.clear()
