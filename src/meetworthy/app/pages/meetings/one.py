"""The page of one meeting: how it stands, what may be done, and its life so far."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetworthy.app.booking.finding import meeting_in
from meetworthy.app.judging.one import Seen, judge_lead
from meetworthy.app.ledger.models import Lead
from meetworthy.app.pages.names import STATUS_WORDS, Names, people_of
from meetworthy.app.pages.shell import page, reader_zone
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.handoff.meetings import Act, Meeting, Standing
from meetworthy.model.criteria import Status
from meetworthy.model.time import instant_of, moment_of

from .offers import offers_of
from .slots import form_of
from .story import story_of
from .words import STANDINGS, side_text, who_text

OWN_KEYS = (
    ("a", _("accept as worth taking")),
    ("h", _("it took place")),
    ("n", _("somebody did not come")),
    ("c", _("confirm that it was worth taking")),
    ("d", _("decline, with a reason")),
    ("p", _("dispute that it was declined")),
    ("s", _("send the agenda")),
    ("m", _("move")),
    ("x", _("call off")),
    ("b", _("back to the meetings")),
)
_LEARNED = (
    ("confirmed", Status.CONFIRMED),
    ("partial", Status.PARTIAL),
    ("denied", Status.DENIED),
)


@dataclass(frozen=True, slots=True)
class Found:
    """A meeting that was asked for, with its lead."""

    lead: Lead
    seen: Seen
    meeting: Meeting


def found(access: Access, lead: uuid.UUID, meeting: uuid.UUID, *, at: int) -> Found:
    """Return a meeting of a lead of the workspace; raises Http404 for any other."""
    known = Lead.objects.filter(workspace=access.workspace, uuid=lead).first()
    seen = None if known is None else judge_lead(access.workspace.pk, known.number, at=at)
    one = None if seen is None else meeting_in(seen, access.workspace, meeting)
    if known is None or seen is None or one is None:
        raise Http404
    return Found(known, seen, one)


@inside(Ability.SEE)
def meeting(
    request: HttpRequest, access: Access, lead: uuid.UUID, meeting: uuid.UUID
) -> HttpResponse:
    """Show one meeting."""
    now = timezone.now()
    at = instant_of(now)
    one = found(access, lead, meeting, at=at)
    zone = reader_zone(request, access)
    context = {"public": str(meeting), **_context(access, one, zone, at)}
    answer = page(request, access, "meetings/meeting.html", context, section="meetings", now=now)
    answer["Cache-Control"] = "no-store"
    return answer


def _context(access: Access, one: Found, zone: ZoneInfo, at: int) -> dict[str, Any]:
    people, known, seen = people_of(access), one.meeting, one.seen
    offers = offers_of(access, seen, known, at=at)
    names = Names(seen.definition)
    return {
        "lead": one.lead,
        "seen": seen,
        "known": known,
        "who": seen.card.name or seen.card.email,
        "standing": STANDINGS[known.standing.value],
        "host": who_text(known.host, people),
        "booker": who_text(known.booker, people),
        "steps": _steps(known, people),
        "story": story_of(seen, known, people, zone=zone, now=at),
        "offers": offers,
        "form": form_of(access, zone, meeting=known),
        "criteria": names.criteria if offers.confirm or offers.decline else [],
        "learned": [(word, str(STATUS_WORDS[status])) for word, status in _LEARNED],
        "may_take_back": access.may(Ability.DECIDE),
        "people": people,
        "missed": side_text(known.missed_by),
        "is_no_sqm": _is_unaccepted(seen, known, at),
        "until": _until(known, zone),
        "own_keys": OWN_KEYS,
    }


def _is_unaccepted(seen: Seen, known: Meeting, at: int) -> bool:
    """Say whether a meeting is past which nobody accepted before, though the definition asks it."""
    asks = any(
        stage.meeting is not None and stage.meeting.accepted for stage in seen.definition.stages
    )
    is_past = known.starts_at is not None and known.starts_at <= at
    may_count = (Standing.BOOKED, Standing.HELD, Standing.DISPUTED, Standing.CONFIRMED)
    return asks and is_past and known.accepted is None and known.standing in may_count


def _until(known: Meeting, zone: ZoneInfo) -> str:
    """Return when it ends as a time of its day; nothing where that is another day, or unsaid."""
    if known.starts_at is None or known.ends_at is None:
        return ""
    first, last = (moment_of(at).astimezone(zone) for at in (known.starts_at, known.ends_at))
    return f"{last:%H:%M}" if first.date() == last.date() else ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One of the four steps of a meeting: what became of it, by whom and when."""

    label: str
    state: str  # done, failed, open
    text: str
    at: int | None
    by: str


def _steps(known: Meeting, people: dict[str, str]) -> list[Bar]:
    failed = known.standing in (Standing.CANCELLED, Standing.MISSED)
    held = _bar(_("Held"), known.held, people)
    if failed:
        act = known.cancelled if known.standing is Standing.CANCELLED else known.missed
        word = str(STANDINGS[known.standing.value])
        held = Bar(str(_("Held")), "failed", word, act.at if act else None, _by(act, people))
    return [
        _bar(_("Booked"), known.booked, people),
        _bar(_("Accepted"), known.accepted, people),
        held,
        _spoken(known, people),
    ]


def _spoken(known: Meeting, people: dict[str, str]) -> Bar:
    label = str(_("Confirmed"))
    if known.standing is Standing.DECLINED:
        act = known.declined
        return Bar(label, "failed", str(_("declined")), act.at if act else None, _by(act, people))
    if known.standing is Standing.DISPUTED:
        act = known.disputed
        return Bar(label, "open", str(_("disputed")), act.at if act else None, _by(act, people))
    if known.standing is Standing.CONFIRMED:
        return _bar(_("Confirmed"), known.confirmed, people)
    return Bar(label, "open", "", None, "")


def _bar(label: object, act: Act | None, people: dict[str, str]) -> Bar:
    if act is None:
        return Bar(str(label), "open", "", None, "")
    return Bar(str(label), "done", "", act.at, _by(act, people))


def _by(act: Act | None, people: dict[str, str]) -> str:
    return who_text(act.by or "", people) if act else ""
