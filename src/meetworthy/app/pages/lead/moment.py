"""As of when a lead is shown: ``?at=2026-05-01T12:00``, and ``known_by=`` beside it.

A moment without a zone is the reader's; with one (``Z``, ``+02:00``) it means the same for
everybody, and is what links write.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from meetworthy.model.time import instant_of, moment_of

_LONGEST = 40
_DAY_ONLY = 10  # characters of 2026-05-01


@dataclass(frozen=True, slots=True)
class AsOf:
    """The moment asked about; ``at`` None is now; ``wrong`` is what could not be read."""

    at: int | None = None
    known_by: int | None = None
    wrong: str = ""

    @property
    def is_now(self) -> bool:
        """Whether the lead is shown as it stands now."""
        return self.at is None and self.known_by is None


def as_of(at: str, known_by: str, zone: ZoneInfo) -> AsOf:
    """Read both words of a URL."""
    try:
        return AsOf(_instant(at, zone), _instant(known_by, zone))
    except (ValueError, OverflowError):
        return AsOf(wrong=(at or known_by)[:_LONGEST])


def _instant(text: str, zone: ZoneInfo) -> int | None:
    text = text.strip().replace(" ", "+")[:_LONGEST]
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    if len(text) == _DAY_ONLY:  # a day is meant to its end
        moment += timedelta(days=1) - timedelta(microseconds=1)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return instant_of(moment)


def for_url(instant: int) -> str:
    """Write an instant as links write it."""
    return moment_of(instant).isoformat().replace("+00:00", "Z")


def for_field(instant: int | None, zone: ZoneInfo) -> str:
    """Write an instant as a field of a date and a time wants it."""
    return "" if instant is None else f"{moment_of(instant).astimezone(zone):%Y-%m-%dT%H:%M}"
