"""The leads behind a number of the team page."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetworthy.app.definitions.timeline import timeline_of
from meetworthy.app.ledger.sql import among, fetch
from meetworthy.app.measuring.team_quotas import credited
from meetworthy.app.pages.names import names_of
from meetworthy.app.pages.shell import page
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.app.roster.read import roster_of
from meetworthy.handoff.quotas import Month
from meetworthy.model.time import instant_of

from .asking import asked_of, month_text

SHOWN = 200
"""Leads on the page; who asks for more narrows it. Chosen by eye."""

TITLES: Mapping[str, Promise] = {
    "confirmed": gettext_lazy("Confirmed meetings"),
    "booked": gettext_lazy("Booked meetings"),
    "missed": gettext_lazy("Missed promises"),
}
"""What may be asked for."""

_BOOKED = (
    'SELECT lead, booked_at AS "at" FROM judging_meeting WHERE workspace_id = %s'
    " AND lower(booker) = %s AND booked_at >= %s AND booked_at < %s"
    " ORDER BY booked_at DESC LIMIT %s"
)
_MISSED = (
    'SELECT lead, due_at AS "at" FROM judging_clock WHERE workspace_id = %s'
    " AND state = 'missed' AND started_at >= %s AND started_at < %s AND slug = %s {more}"
    " ORDER BY started_at DESC LIMIT %s"
)
_WHO = (
    "SELECT l.number, l.uuid, s.name, s.email, s.title, s.company, s.open, s.stage, s.reason"
    " FROM ledger_lead l LEFT JOIN judging_state s"
    " ON s.workspace_id = l.workspace_id AND s.lead = l.number"
    " WHERE l.workspace_id = %s AND {those}"
)


@dataclass(frozen=True, slots=True)
class Behind:
    """A lead behind a number: who, when it happened, and where the lead stands now."""

    uuid: uuid.UUID
    who: str
    about: str
    at: int
    now: str


@inside(Ability.SEE)
def behind(request: HttpRequest, access: Access) -> HttpResponse:
    """Show the leads of which a number of the team page is made."""
    now = timezone.now()
    at = instant_of(now)
    what = request.GET.get("what", "confirmed")
    if what not in TITLES:
        raise Http404
    asked = asked_of(request, access, at=at)
    person, clock = _said(request, "person").strip().lower(), _said(request, "clock")
    happened = _happened(access.workspace.pk, what, asked.month, person, clock)
    known = roster_of(access.workspace.pk, at=at).person(person) if person else None
    context = {
        "title": TITLES[what],
        "asked": asked,
        "month": month_text(asked.month),
        "person": known.name if known else person,
        "clock": _label(access, clock),
        "rows": _rows(access, happened[:SHOWN]),
        "is_more": len(happened) > SHOWN,
        "when": _("Due") if what == "missed" else TITLES[what],
    }
    return page(request, access, "team/behind.html", context, section="team", now=now)


LONGEST = 254
"""Of a name in the URL; the longest e-mail address."""


def _said(request: HttpRequest, name: str) -> str:
    """Return a name in the URL; PostgreSQL takes no NUL in a text."""
    return request.GET.get(name, "")[:LONGEST].replace("\x00", "")


def _label(access: Access, clock: str) -> str:
    clocks = timeline_of(access.workspace.pk)[-1].sla.clocks
    return next((one.label for one in clocks if one.slug == clock), clock.replace("_", " "))


def _happened(
    workspace_id: int, what: str, month: Month, person: str, clock: str
) -> list[tuple[int, int]]:
    """Return the leads and when it happened, the latest first; one more than is shown."""
    if what == "confirmed":
        found = credited(workspace_id, month)
        mine = [(lead, one.at) for lead, one in found if one.booker.strip().lower() == person]
        return sorted(mine, key=lambda one: -one[1])
    if what == "booked":
        asked = (workspace_id, person, month.start, month.end, SHOWN + 1)
        return [(row[0], row[1]) for row in fetch(_BOOKED, asked)]
    more, who = ("AND lower(person) = %s", [person]) if person else ("", [])
    values = (workspace_id, month.start, month.end, clock, *who, SHOWN + 1)
    return [(row[0], row[1]) for row in fetch(_MISSED.format(more=more), values)]


def _rows(access: Access, happened: list[tuple[int, int]]) -> list[Behind]:
    condition, parameter = among("l.number", {lead for lead, _ in happened})
    found = fetch(_WHO.format(those=condition), (access.workspace.pk, parameter))
    by_lead = {row[0]: row[1:] for row in found}
    names = names_of(access.workspace.pk)
    rows = []
    for lead, at in happened:
        if lead not in by_lead:
            continue  # it became part of another since
        public, name, email, title, company, is_open, stage, reason = by_lead[lead]
        standing = (
            names.stage(stage or "") if is_open else _("left: %s") % names.reason(reason or "")
        )
        about = " · ".join(filter(None, (title, company)))
        rows.append(Behind(_uuid(public), name or email or "", about, at, standing))
    return rows


def _uuid(value: object) -> uuid.UUID:
    return value if isinstance(value, uuid.UUID) else uuid.UUID(str(value))
