"""When a letter that was not taken is tried again."""

from __future__ import annotations

import random

from meetworthy.model.time import HOUR, MINUTE

PAUSES = (MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, *[4 * HOUR] * 17)
"""After the first attempt, the second, …: three days in all.  RFC 5321, 4.5.4.1: at least 30
minutes between attempts, sooner at first, and four to five days before giving up; ours goes to
a server of one's own, which does that itself, so that three are enough.  Greylisting (RFC 6647)
lets the second or third attempt in."""


def pause_after(attempts: int) -> int | None:
    """Return how long to wait after so many attempts (from 1), with jitter; None to give up."""
    if attempts > len(PAUSES):
        return None
    return round(PAUSES[attempts - 1] * random.uniform(0.8, 1.2))  # noqa: S311 - so that retries do not meet
