"""The way in: one event, or a batch of them, to facts as told or to what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from meetworthy.connect.reading import Placed, Read, Reading
from meetworthy.facts.telling_faults import Faults, named, shown
from meetworthy.model.kinds import Kind
from meetworthy.model.problem import Problem

from . import alias, group, identify, page, screen, track
from .event import Event
from .limits import LARGEST_BATCH, LARGEST_CALL, MOST_EVENTS

CALLS: Mapping[str, Callable[[Event], None]] = {
    "identify": identify.read,
    "track": track.read,
    "page": page.read,
    "screen": screen.read,
    "group": group.read,
    "alias": alias.read,
}
"""The calls of the API, and what reads each."""


def read_event(
    data: object,
    *,
    sender: str,
    received_at: int,
    kinds: Mapping[str, Kind],
    names: Mapping[str, str],
    public: bool,
    call: str | None = None,
    sent_at: object = None,
    fallback_id: str | None = None,
    place: str = "event",
) -> Read:
    """Return the facts that an event of Segment's API tells, or all that is wrong with it.

    ``call`` is what the address says (``data["type"]`` where it says nothing); ``names`` maps
    events of track to kinds, or to ``""`` where they are no facts; ``sent_at`` is a batch's.
    ``fallback_id`` is the id of an event with neither messageId nor timestamp.
    """
    reading = Reading(
        sender=sender, received_at=received_at, kinds=kinds, names=names, public=public
    )
    return _read(data, reading, place, call=call, sent_at=sent_at, fallback_id=fallback_id)


def _read(
    data: object,
    reading: Reading,
    place: str,
    *,
    call: str | None,
    sent_at: object,
    fallback_id: str | None,
) -> Read:
    faults = Faults(place)
    if not isinstance(data, dict):
        faults.add("event_unreadable", None, f"This is {named(data)}.", "Send an object.")
        return faults.problems
    called = call or data.get("type")
    reader = CALLS.get(called) if isinstance(called, str) else None
    if reader is None:
        said = shown(called) if isinstance(called, str) else named(called)
        cause = f"`{said}` is no call."
        faults.add("call_unknown", "type", cause, f"Send one of {', '.join(CALLS)}.")
        return faults.problems
    event = Event(str(called), data, reading, faults, sent_at=sent_at, fallback_id=fallback_id)
    if not faults.problems:
        reader(event)
    return faults.problems or tuple(event.told)


def read_batch(body: Mapping[str, Any], reading: Reading, *, size: int = LARGEST_BATCH) -> Placed:
    """Return for each event of a batch its place (``batch[3]``) and what it tells.

    The batch's ``sentAt`` and ``context`` hold for events that have none of their own.  A body
    that is no batch, or has too many events, is one problem at the place ``batch``.
    ``size`` is the body's, in bytes: one no larger than a call needs no look at each event.
    """
    batch = body.get("batch")
    refused = _refused(batch)
    if refused:
        return [("batch", refused)]
    fresh = reading.fallback_id
    read: Placed = []
    for number, item in enumerate(batch if isinstance(batch, list) else ()):
        place = f"batch[{number}]"
        told = _read(
            _with_context(item, body.get("context")),
            reading,
            place,
            call=None,
            sent_at=body.get("sentAt"),
            fallback_id=None if fresh is None else fresh(number),
        )
        too_large = _too_large(item, place) if size > LARGEST_CALL else []
        read.append((place, too_large or told))
    return read


def _refused(batch: object) -> list[Problem]:
    faults = Faults("batch")
    if not isinstance(batch, list):
        cause = f"`batch` is {named(batch)}."
        faults.add("batch_unreadable", "batch", cause, "Send a list of events.")
    elif len(batch) > MOST_EVENTS:
        cause = f"The batch has {len(batch):,} events, more than {MOST_EVENTS:,}."
        faults.add("batch_large", "batch", cause, "Send several batches.")
    return faults.problems


def alone(item: object, body: Mapping[str, Any]) -> object:
    """Return an event of a batch as it would be sent alone: with the batch's sentAt and context.

    What is kept of an event to be read again is this: without the time of sending its own time
    could not be corrected.
    """
    whole = _with_context(item, body.get("context"))
    if not isinstance(whole, dict) or whole.get("sentAt") is not None:
        return whole
    return {**whole, "sentAt": body.get("sentAt")}


def _with_context(item: object, common: object) -> object:
    if not isinstance(item, dict) or not isinstance(common, dict):
        return item
    own = item.get("context")
    return {**item, "context": {**common, **own} if isinstance(own, dict) else common}


def _too_large(item: object, place: str) -> list[Problem]:
    faults = Faults(place)
    try:
        size = len(msgspec.json.encode(item))
    except (UnicodeEncodeError, RecursionError, OverflowError, ValueError, TypeError):
        return []  # reading it says why
    if size > LARGEST_CALL:
        cause = f"The event has {size:,} bytes, more than {LARGEST_CALL:,}."
        faults.add("event_large", None, cause, "Send less with each event.")
    return faults.problems


def read_body(body: object, reading: Reading) -> Placed:
    """Return what any body of the API tells: a batch, or one event that says its type."""
    if isinstance(body, dict) and "batch" in body:
        return read_batch(body, reading)
    fresh = reading.fallback_id
    fallback_id = None if fresh is None else fresh(0)
    told = _read(body, reading, "event", call=None, sent_at=None, fallback_id=fallback_id)
    return [("event", told)]
