"""How instants and months are written: in the workspace's zone, exact in UTC beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant: as people read it, and exactly."""

    text: str
    utc: str
    iso: str


def moment(iso: str) -> Moment:
    """Return an ISO instant for reading; its zone is kept, its UTC time is the exact one.

    A date alone stays a date: which instant it is depends on the zone it was written in.
    """
    parsed = datetime.fromisoformat(iso)
    if parsed.tzinfo is None:
        return Moment(iso, iso, iso)
    utc = parsed.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f").rstrip("0").rstrip(".")
    shown = parsed.strftime("%Y-%m-%d %H:%M")
    return Moment(shown, f"{utc}Z", iso)


def month_name(month: str) -> str:
    """Return `Jan 2026` for `2026-01`; anything else as it is."""
    year, _, number = month.partition("-")
    if not (number.isdigit() and 1 <= int(number) <= len(MONTHS)):
        return month
    return f"{MONTHS[int(number) - 1]} {year}"
