"""When an event happened: the client's time, corrected by how wrong the client's clock was."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from meetworthy.facts.telling_faults import Faults
from meetworthy.facts.telling_time import check_instant, parsed, read_instant
from meetworthy.model.time import instant_of

_LONGEST_TIME = len("2026-03-01T09:30:00.123456789+01:00")


def stamp_of(data: dict[str, Any]) -> object:
    """Return the time that the client wrote: the original one where both are sent."""
    original = data.get("originalTimestamp")
    return data.get("timestamp") if original is None else original


def occurred_at(data: dict[str, Any], sent_at: object, received_at: int, faults: Faults) -> int:
    """Return when an event happened, in microseconds UTC.

    The client's clock is as wrong as its ``sentAt`` differs from our receipt, so the event
    happened at received - (sent - stamp).  Events that another Segment forwards carry its
    ``receivedAt`` and are corrected already.  Without a time it happened when received.
    """
    stamp = stamp_of(data)
    if stamp is None:
        return received_at
    is_forwarded = data.get("receivedAt") is not None and data.get("timestamp") is not None
    field = (
        "timestamp"
        if is_forwarded or data.get("originalTimestamp") is None
        else "originalTimestamp"
    )
    at = read_instant(data[field], field, faults)
    if at is None:
        return received_at
    sent = None if is_forwarded or not isinstance(sent_at, str) else _sent(sent_at)
    if sent is not None:
        at += received_at - sent
    check_instant(at, field, faults, received_at=received_at)
    return at


def _sent(text: str) -> int | None:
    return _remembered(text) if len(text) <= _LONGEST_TIME else None


@lru_cache(maxsize=256)
def _remembered(text: str) -> int | None:
    moment = parsed(text)
    return None if moment is None or moment.tzinfo is None else instant_of(moment)
