"""When a message that was not taken is tried again, and when an endpoint rests."""

from __future__ import annotations

import random

from meetworthy.model.time import DAY, HOUR, MINUTE, SECOND

PAUSES = (
    5 * SECOND,
    30 * SECOND,
    2 * MINUTE,
    10 * MINUTE,
    30 * MINUTE,
    HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
)
"""After the first attempt, the second, …: some two days in all. Chosen by eye, near to what
Standard Webhooks advises."""

MOST_ATTEMPTS = len(PAUSES) + 1
LONGEST_REST = HOUR
PATIENCE = 5 * DAY
"""An endpoint that has taken nothing for so long is disabled, and its people see why."""

MOST_ASKED = DAY
"""The longest `Retry-After` that is heeded."""


def pause_after(attempts: int) -> int | None:
    """Return how long to wait after so many attempts (from 1), with jitter; None to give up."""
    if attempts >= MOST_ATTEMPTS:
        return None
    return _spread(PAUSES[attempts - 1])


def rest_after(failures: int) -> int:
    """Return how long an endpoint rests after so many failures in a row (from 1), with jitter."""
    return _spread(min(PAUSES[min(failures, len(PAUSES)) - 1], LONGEST_REST))


def asked_pause(retry_after: str) -> int:
    """Return the pause that an answer asked for in seconds; 0 where it did not."""
    return min(int(retry_after) * SECOND, MOST_ASKED) if retry_after.isdecimal() else 0


def _spread(pause: int) -> int:
    return round(pause * random.uniform(0.8, 1.2))  # noqa: S311 - so that retries do not meet
