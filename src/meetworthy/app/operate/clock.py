"""The clock, read at the edges of the service only: in loops, views and commands."""

from __future__ import annotations

from django.utils import timezone

from meetworthy.model.time import instant_of


def now() -> int:
    """Return the present instant: microseconds, UTC."""
    return instant_of(timezone.now())
