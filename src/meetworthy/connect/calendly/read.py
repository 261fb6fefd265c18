"""What a payload of Calendly tells, by https://developer.calendly.com/api-docs.

Each invitee has a meeting of their own.  A move comes as a cancellation that says ``rescheduled``
and a creation that names its ``old_invitee``, in any order: the second tells all of it, so the
first tells nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from meetworthy.connect.bookings import (
    Happened,
    Person,
    line,
    moment,
    part,
    person_of,
    taken_back,
    tell,
    text_needed,
    words,
)
from meetworthy.connect.reading import Placed, Reading
from meetworthy.facts.telling_faults import Faults

SYSTEM = "calendly"
"""Who booked, where the invitee did it themselves."""

MOST_HOSTS = 50  # of one event that are looked at; chosen by eye

Payload = Mapping[str, Any]


def read_body(body: object, reading: Reading) -> Placed:
    """Return what a message tells: of most events nothing."""
    faults = Faults("event")
    event = text_needed(part(body, "event"), "event", faults)
    if faults.problems:
        return [("event", faults.problems)]
    read = _READERS.get(event)
    payload = part(body, "payload")
    if read is None:
        return [("event", ())]
    if not isinstance(payload, dict):
        text_needed(None, "payload", faults)
        return [("event", faults.problems)]
    happened = read(payload, moment(part(body, "created_at"), "created_at", faults), faults)
    if faults.problems:
        return [("event", faults.problems)]
    if happened is None:
        return [("event", ())]
    if happened.kind == "fact.retracted":
        happened = taken_back(happened, reading.sender, "unmarked as no-show in Calendly")
    return [
        ("event", tell(happened, reading, "event", names_guest=happened.kind == "meeting.booked"))
    ]


def _created(payload: Payload, _sent: str, faults: Faults) -> Happened | None:
    event = part(payload, "scheduled_event")
    previous = line(payload.get("old_invitee"))
    hosts = _hosts(payload)
    said = {
        "starts_at": moment(
            part(event, "start_time"), "payload.scheduled_event.start_time", faults
        ),
        "ends_at": moment(part(event, "end_time"), "payload.scheduled_event.end_time", faults),
        "host": next(iter(hosts.values()), ""),
        "title": line(part(event, "name")),
        "place": line(part(event, "location", "join_url"))
        or line(part(event, "location", "location")),
        "previous": name_of(previous) if previous else "",
    }
    at = moment(payload.get("created_at"), "payload.created_at", faults)
    actor = hosts.get(line(payload.get("invitee_scheduled_by")), SYSTEM)
    kind = "meeting.moved" if previous else "meeting.booked"
    return _happened(kind, "booked", at, payload, faults, said, actor)


def _canceled(payload: Payload, sent: str, faults: Faults) -> Happened | None:
    if payload.get("rescheduled") is True or line(payload.get("new_invitee")):
        return None
    cancellation = payload.get("cancellation")
    said_at = part(cancellation, "created_at")
    at = moment(said_at, "payload.cancellation.created_at", faults) if said_at else sent
    by = {"host": "host", "invitee": "guest"}.get(line(part(cancellation, "canceler_type")), "")
    said = {"by": by, "words": words(part(cancellation, "reason"))}
    return _happened("meeting.cancelled", "cancelled", at, payload, faults, said)


def _absent(payload: Payload, sent: str, faults: Faults) -> Happened | None:
    said_at = part(payload, "no_show", "created_at")
    at = moment(said_at, "payload.no_show.created_at", faults) if said_at else sent
    return _happened("meeting.missed", f"absent:{at}", at, payload, faults, {"by": "guest"})


def _shown(payload: Payload, sent: str, faults: Faults) -> Happened | None:
    return _happened("fact.retracted", f"shown:{sent}", sent, payload, faults, {})


_READERS: Mapping[str, Callable[[Payload, str, Faults], Happened | None]] = {
    "invitee.created": _created,
    "invitee.canceled": _canceled,
    "invitee_no_show.created": _absent,
    "invitee_no_show.deleted": _shown,
}
"""The events that tell something."""


def _happened(
    kind: str,
    suffix: str,
    at: str,
    payload: Payload,
    faults: Faults,
    said: Mapping[str, object],
    actor: str = SYSTEM,
) -> Happened:
    meeting = name_of(text_needed(payload.get("uri"), "payload.uri", faults))
    guest = person_of(payload)
    if guest is None:
        text_needed(None, "payload.email", faults)
        guest = Person("")
    return Happened(kind, suffix, at, meeting, guest, actor, said)


def name_of(uri: str) -> str:
    """Return a meeting's name: an invitee's URI from the event on."""
    return uri.rpartition("/scheduled_events/")[2].strip("/").replace("/invitees/", "/")


def _hosts(payload: Payload) -> dict[str, str]:
    """Return the hosts' addresses by their URIs, in the order in which Calendly names them."""
    listed = part(payload, "scheduled_event", "event_memberships")
    found: dict[str, str] = {}
    for each in listed[:MOST_HOSTS] if isinstance(listed, list) else []:
        host = person_of({"email": part(each, "user_email")})
        if host is not None:
            found[line(part(each, "user"))] = host.email
    return found
