"""When a fact as told happened: ISO 8601 with its offset from UTC, or a day."""

from __future__ import annotations

import re
from datetime import date, datetime

from meetworthy.model.time import DAY, instant_of, start_of_day

from .telling_faults import Faults, named, shown

EARLIEST = 946_684_800_000_000
"""2000-01-01: what is told live and is older is a placeholder or a clock that was never set."""

MOST_AHEAD = DAY
"""How far after its receipt a fact may say it happened; chosen by eye, more than any zone."""

_ISO = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?", re.ASCII
)
_DAY_LENGTH = len("2026-03-01")
_REMEDY = "Send ISO 8601 with the offset from UTC, as in 2026-03-01T09:30:00Z."


def read_instant(value: object, field: str, faults: Faults) -> int | None:
    """Return the instant of a time with its offset, in microseconds UTC."""
    moment = parsed(value)
    if moment is not None and moment.tzinfo is not None:
        return instant_of(moment)
    _refuse(value, field, moment, faults)
    return None


def read_moment(value: object, field: str, faults: Faults, *, zone: str) -> tuple[int, bool] | None:
    """Return an instant, and whether only its day is known: a day begins in ``zone``."""
    if isinstance(value, str) and len(value) == _DAY_LENGTH and parsed(value) is not None:
        return start_of_day(date.fromisoformat(value), zone), True
    instant = read_instant(value, field, faults)
    return None if instant is None else (instant, False)


def parsed(value: object) -> datetime | None:
    """Return the moment that a text writes in ISO 8601, naive without an offset; None if none."""
    if not isinstance(value, str) or _ISO.fullmatch(value) is None:
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:  # a thirteenth month, a thirtieth of February
        return None


def check_instant(instant: int, field: str, faults: Faults, *, received_at: int) -> None:
    """Note an instant that no clock which is right can have told."""
    if instant < EARLIEST:
        faults.add(
            "time_absurd",
            field,
            "A time before the year 2000 is a placeholder or a clock that was never set.",
            "Send the time at which it happened.",
        )
    elif instant > received_at + MOST_AHEAD:
        faults.add(
            "time_ahead",
            field,
            "The time is more than a day after this was received.",
            "Set the sender's clock; send what is planned when it has happened.",
        )


def _refuse(value: object, field: str, moment: datetime | None, faults: Faults) -> None:
    if value is None:
        faults.add("time_missing", field, "It does not say when it happened.", _REMEDY)
    elif moment is not None:
        said = shown(str(value))
        faults.add("time_zone_missing", field, f"`{said}` has no offset from UTC.", _REMEDY)
    else:
        said = f"`{shown(value)}`" if isinstance(value, str) else f"This ({named(value)})"
        faults.add("time_unreadable", field, f"{said} is not a time.", _REMEDY)
