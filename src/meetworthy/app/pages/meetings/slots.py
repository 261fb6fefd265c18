"""The form of when, with whom and where a meeting is, in the reader's time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils.translation import gettext as _

from meetworthy.app.booking.verbs import MINUTES, Slot, hosts_of
from meetworthy.app.pages.refusing import text
from meetworthy.app.people.access import Access
from meetworthy.app.people.refusals import refuse
from meetworthy.handoff.meetings import Meeting
from meetworthy.model.time import MINUTE, instant_of, moment_of

_USUAL = 30


@dataclass(frozen=True, slots=True)
class SlotForm:
    """What the form shows: ``starts`` as its field writes it, ``minutes`` it lasts."""

    starts: str
    minutes: int
    host: str
    title: str
    place: str
    hosts: list[tuple[str, str]]
    lengths: list[int]
    zone: str


def form_of(
    access: Access, zone: ZoneInfo, *, meeting: Meeting | None = None, host: str = ""
) -> SlotForm:
    """Return the form for a new meeting, or as a known one stands."""
    hosts = hosts_of(access)
    if meeting is None:
        chosen = next((one for one in (access.actor, host.lower()) if one in hosts), "")
        return _form("", _USUAL, chosen, "", "", hosts, zone)
    starts = "" if meeting.starts_at is None else _local(meeting.starts_at, zone)
    length = (
        _USUAL
        if meeting.starts_at is None or meeting.ends_at is None
        else max(1, (meeting.ends_at - meeting.starts_at) // MINUTE)
    )
    return _form(starts, length, meeting.host, meeting.title, meeting.place, hosts, zone)


def slot_in(request: HttpRequest, zone: ZoneInfo) -> Slot:
    """Return what a form says; raises Refused for a time that there is not."""
    starts_at = _instant(text(request, "starts"), zone)
    minutes = text(request, "minutes", longest=5)
    length = int(minutes) if minutes.isascii() and minutes.isdecimal() else 0
    return Slot(
        starts_at=starts_at,
        ends_at=starts_at + length * MINUTE,
        host=text(request, "host", longest=320).lower(),
        title=text(request, "title"),
        place=text(request, "place", longest=500),
    )


def said_again(request: HttpRequest, access: Access, zone: ZoneInfo) -> SlotForm:
    """Return the form as it was filled, to be corrected."""
    minutes = text(request, "minutes", longest=5)
    return _form(
        text(request, "starts"),
        int(minutes) if minutes.isascii() and minutes.isdecimal() else _USUAL,
        text(request, "host", longest=320).lower(),
        text(request, "title"),
        text(request, "place", longest=500),
        hosts_of(access),
        zone,
    )


def _form(
    starts: str,
    minutes: int,
    host: str,
    title: str,
    place: str,
    hosts: dict[str, str],
    zone: ZoneInfo,
) -> SlotForm:
    offered = sorted({length // MINUTE for length in MINUTES} | {minutes})
    known: dict[str, Any] = hosts if not host or host in hosts else {host: host, **hosts}
    return SlotForm(starts, minutes, host, title, place, list(known.items()), offered, zone.key)


def _local(instant: int, zone: ZoneInfo) -> str:
    return f"{moment_of(instant).astimezone(zone):%Y-%m-%dT%H:%M}"


def _instant(said: str, zone: ZoneInfo) -> int:
    """Return the instant of a local time; one that clocks skip in spring is refused."""
    try:
        moment = datetime.fromisoformat(said).replace(tzinfo=zone)
        instant = instant_of(moment)
    except (ValueError, OverflowError):
        refuse("meeting_time", "starts", _("It does not say when."), _("Give a day and a time."))
    if _local(instant, zone) != f"{moment:%Y-%m-%dT%H:%M}":
        cause = _("There is no such time on that day: clocks are put forward.")
        refuse("meeting_time", "starts", cause, _("Choose another time."))
    return instant
