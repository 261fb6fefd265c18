"""What a payload of Cal.com tells, by https://cal.com/docs/developing/guides/automation/webhooks.

A booking is its guest's meeting: of who booked it, or the first attendee who is not of the
organizer's company.  ``MEETING_ENDED`` only says that its time is over, so it tells nothing;
neither do requests that nobody accepted yet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from meetworthy.connect.bookings import (
    Happened,
    Person,
    guest_of,
    line,
    moment,
    part,
    person_of,
    short,
    taken_back,
    tell,
    text_needed,
    words,
)
from meetworthy.connect.reading import Placed, Read, Reading
from meetworthy.facts.telling_faults import Faults

SYSTEM = "cal.com"
"""Who booked, where the guest did it themselves."""

_BOOKED_BY = ("booked_by", "bookedBy", "booked-by")
"""The names of a booking question, or of metadata, that says which of us booked for the guest."""

MOST_ATTENDEES = 200  # of one booking that are looked at; chosen by eye

Payload = Mapping[str, Any]


def read_body(body: object, reading: Reading) -> Placed:
    """Return what a message tells: of most triggers nothing."""
    faults = Faults("event")
    trigger = text_needed(part(body, "triggerEvent"), "triggerEvent", faults)
    if faults.problems:
        return [("event", faults.problems)]
    payload = part(body, "payload")
    read = _READERS.get(trigger)
    if read is None:
        return [("event", ())]
    if not isinstance(payload, dict):
        text_needed(None, "payload", faults)
        return [("event", faults.problems)]
    at = moment(part(body, "createdAt"), "createdAt", faults)
    return read(payload, at, reading, faults)


def _booked(payload: Payload, at: str, reading: Reading, faults: Faults) -> Placed:
    return _placed("meeting.booked", payload, at, reading, faults)


def _moved(payload: Payload, at: str, reading: Reading, faults: Faults) -> Placed:
    return _placed("meeting.moved", payload, at, reading, faults)


def _placed(kind: str, payload: Payload, at: str, reading: Reading, faults: Faults) -> Placed:
    host = _host(payload)
    said = {
        "starts_at": moment(payload.get("startTime"), "payload.startTime", faults),
        "ends_at": moment(payload.get("endTime"), "payload.endTime", faults),
        "host": "" if host is None else host.email,
        "title": line(payload.get("eventTitle")) or line(payload.get("type")),
        "place": _place(payload),
        "previous": line(payload.get("rescheduleUid")) if kind == "meeting.moved" else "",
    }
    actor = _ours(payload.get("rescheduledBy"), host) if kind == "meeting.moved" else ""
    return _one(kind, payload, at, reading, faults, said, actor or _booked_by(payload))


def _cancelled(payload: Payload, at: str, reading: Reading, faults: Faults) -> Placed:
    if line(payload.get("rescheduledToUid")):
        return [("event", ())]  # the other half of a move, which is told by itself
    host = _host(payload)
    by = line(payload.get("cancelledBy")).lower()
    guest = _guest(payload, host)
    who = "" if not by else "guest" if guest is not None and by == guest.email else "host"
    said = {"by": who, "words": words(payload.get("cancellationReason"))}
    actor = _ours(payload.get("cancelledBy"), host) or SYSTEM
    return _one("meeting.cancelled", payload, at, reading, faults, said, actor)


def _one(
    kind: str,
    payload: Payload,
    at: str,
    reading: Reading,
    faults: Faults,
    said: Mapping[str, object],
    actor: str,
) -> Placed:
    uid = text_needed(payload.get("uid"), "payload.uid", faults)
    guest = _guest(payload, _host(payload))
    if faults.problems:
        return [("event", faults.problems)]
    if guest is None:
        return [("event", ())]  # colleagues among themselves
    suffix = f"{kind.removeprefix('meeting.')}:{at}"
    happened = Happened(kind, suffix, at, uid, guest, actor, said)
    names_guest = kind == "meeting.booked"
    return [("event", tell(happened, reading, "event", names_guest=names_guest))]


def _no_show(payload: Payload, at: str, reading: Reading, faults: Faults) -> Placed:
    """Return for each attendee that they were marked as absent, or that the mark is taken back."""
    uid = text_needed(payload.get("bookingUid"), "payload.bookingUid", faults)
    if faults.problems:
        return [("event", faults.problems)]
    return [
        (f"attendees[{number}]", _marked(each, uid, at, reading, f"attendees[{number}]"))
        for number, each in enumerate(_listed(payload))
    ]


def _marked(attendee: object, uid: str, at: str, reading: Reading, place: str) -> Read:
    guest, mark = person_of(attendee), part(attendee, "noShow")
    if guest is None or not isinstance(mark, bool):
        faults = Faults(place)
        text_needed(None, "email" if guest is None else "noShow", faults)
        return faults.problems
    suffix = f"{'absent' if mark else 'shown'}:{short(guest.email)}:{at}"
    happened = Happened("meeting.missed", suffix, at, uid, guest, SYSTEM, {"by": "guest"})
    if not mark:
        happened = taken_back(happened, reading.sender, "unmarked as no-show in Cal.com")
    return tell(happened, reading, place)


_READERS: Mapping[str, Callable[[Payload, str, Reading, Faults], Placed]] = {
    "BOOKING_CREATED": _booked,
    "BOOKING_RESCHEDULED": _moved,
    "BOOKING_CANCELLED": _cancelled,
    "BOOKING_NO_SHOW_UPDATED": _no_show,
}
"""The triggers that tell something."""


def _host(payload: Payload) -> Person | None:
    return person_of(payload.get("organizer"))


def _guest(payload: Payload, host: Person | None) -> Person | None:
    booked = part(payload, "responses", "email", "value")
    people = [one for one in map(person_of, _listed(payload)) if one is not None]
    first = [one for one in people if isinstance(booked, str) and one.email == booked.lower()]
    return guest_of([*first, *people], host)


def _listed(payload: Payload) -> list[object]:
    listed = payload.get("attendees")
    return listed[:MOST_ATTENDEES] if isinstance(listed, list) else []


def _place(payload: Payload) -> str:
    said = line(payload.get("location"))
    video = part(payload, "videoCallData", "url") or part(payload, "metadata", "videoCallUrl")
    return line(video) or ("" if said.startswith("integrations:") else said)


def _booked_by(payload: Payload) -> str:
    """Return which of us booked for the guest, where a question or metadata says it."""
    for name in _BOOKED_BY:
        for value in (part(payload, "metadata", name), part(payload, "responses", name, "value")):
            found = person_of({"email": value})
            if found is not None:
                return found.email
    return SYSTEM


def _ours(value: object, host: Person | None) -> str:
    """Return an address of the host's company; empty for any other."""
    person = person_of({"email": value})
    if person is None or host is None:
        return ""
    same = person.email == host.email or (person.firm is not None and person.firm == host.firm)
    return person.email if same else ""
