"""An instant as people write it: a date, or a date and a time, with or without a zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import typer

from meetworthy.model.time import instant_of


@dataclass(frozen=True, slots=True)
class Moment:
    """What was written; which instant it is depends on the workspace's zone."""

    text: str
    written: datetime

    def instant(self, zone: str) -> int:
        """Return the instant in microseconds; no offset written: in the workspace's zone."""
        if self.written.tzinfo is not None:
            return instant_of(self.written)
        return instant_of(self.written.replace(tzinfo=ZoneInfo(zone)))

    def __str__(self) -> str:
        return self.text


FIRST_YEAR, LAST_YEAR = 1970, 2100
"""The years that may be asked about: those of the facts that are taken, and one more."""


def parse_moment(text: str) -> Moment:
    """Return the moment that a text names, `2026-03-01` or ISO 8601 with a time.

    A date is 00:00 of that day in the workspace's zone.  Raises BadParameter for anything else.
    """
    try:
        written = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is not a moment; write 2026-03-01, 2026-03-01T14:30 "
            "or 2026-03-01T14:30+01:00"
        ) from None
    if not FIRST_YEAR <= written.year <= LAST_YEAR:
        raise typer.BadParameter(
            f"{text!r} is not of our time; write a year from {FIRST_YEAR} to {LAST_YEAR}"
        )
    return Moment(text, written)
