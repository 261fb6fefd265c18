"""What is said of a person by forms: how leads are given to them, their hours, their absences."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from meetworthy.app.definitions.timeline import timeline_of
from meetworthy.app.pages.refusing import said as why_refused
from meetworthy.app.pages.refusing import text
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.app.people.models import Membership
from meetworthy.app.roster import describe
from meetworthy.app.roster.read import roster_of
from meetworthy.handoff.roster import NONE, Person
from meetworthy.model.fact import Value
from meetworthy.model.problem import Refused
from meetworthy.model.time import instant_of

from .person import fields_of, member_of, show

ROUTING = ("team", "manager", "skills", "capacity", "weight", "since")
HOURS = ("days", "from", "to", "holidays", "zone")


@require_POST
@inside(Ability.SEE, writing=Ability.MANAGE_PEOPLE)
def describe_routing(request: HttpRequest, access: Access, user: uuid.UUID) -> HttpResponse:
    """Say what leads are given to a person by."""
    return _describe(request, access, member_of(access, user), ROUTING)


@require_POST
@inside(Ability.SEE, writing=Ability.RECORD)
def describe_hours(request: HttpRequest, access: Access, user: uuid.UUID) -> HttpResponse:
    """Say when a person works: they themselves, or who manages people."""
    return _describe(request, access, member_of(access, user), HOURS)


def _describe(
    request: HttpRequest, access: Access, held: Membership, names: tuple[str, ...]
) -> HttpResponse:
    """Tell what a form changes; the form is shown again where something of it can't be."""
    at = instant_of(timezone.now())
    email = held.user.email.lower()
    asked = {name: text(request, name, longest=600) for name in names}
    before = fields_of(roster_of(access.workspace.pk, at=at).person(email) or Person(email))
    try:
        said = _changes(asked, before, whole=HOURS[:4])
        if said:
            describe.describe_person(access, email, said, at=at)
    except Refused as refused:
        return show(request, access, held, asked=asked, wrong=why_refused(refused))
    done = _("What is said of %s is changed.") if said else _("Nothing of %s was changed.")
    messages.success(request, done % held.user)
    return _back(access, held)


def _changes(
    asked: dict[str, str], before: dict[str, str], *, whole: tuple[str, ...]
) -> dict[str, Value]:
    """Return what differs from what is known; an emptied field takes back what was said."""
    changed = {name for name, value in asked.items() if value != before[name]}
    if changed & set(whole):
        changed |= {name for name in whole if name in asked}
    return {name: _value(name, asked[name]) for name in asked if name in changed}


def _value(name: str, written: str) -> Value:
    if name == "capacity":
        return -1 if not written else _number(written, whole=True)
    if name == "weight":
        return 1.0 if not written else _number(written.replace(",", "."), whole=False)
    return written or NONE


def _number(written: str, *, whole: bool) -> Value:
    """Return a number as written; what is none is left for the verb to refuse."""
    try:
        return int(written) if whole else float(written)
    except ValueError:
        return written


@require_POST
@inside(Ability.SEE, writing=Ability.RECORD)
def be_away(request: HttpRequest, access: Access, user: uuid.UUID) -> HttpResponse:
    """Say that a person is away, from one day to another: they themselves, or an admin."""
    held = member_of(access, user)
    now = timezone.now()
    email = held.user.email.lower()
    known = roster_of(access.workspace.pk, at=instant_of(now)).person(email)
    zone = ZoneInfo((known and known.zone) or timeline_of(access.workspace.pk)[-1].zone)
    asked = {name: text(request, name) for name in ("away_since", "away_until", "away_why")}
    first, last = _day(asked["away_since"]), _day(asked["away_until"])
    wrong = _days_wrong(asked, first, last)
    if wrong or first is None:
        return show(request, access, held, asked=asked, wrong=wrong)
    since = datetime.combine(first, time(), zone)
    until = None if last is None else datetime.combine(last + timedelta(days=1), time(), zone)
    try:
        describe.tell_absence(
            access,
            email,
            since=since,
            until=until,
            why=asked["away_why"],
            at=instant_of(now),
        )
    except Refused as refused:
        wrong = {f"away_{name}": what for name, what in why_refused(refused).items()}
        return show(request, access, held, asked=asked, wrong=wrong)
    messages.success(request, _("%s is away then: no lead goes to them.") % held.user)
    return _back(access, held)


def _days_wrong(asked: dict[str, str], first: date | None, last: date | None) -> dict[str, str]:
    wrong = {}
    if first is None:
        wrong["away_since"] = _("Give the first day.")
    if asked["away_until"] and last is None:
        wrong["away_until"] = _("This is not a day.")
    if first is not None and last is not None and last < first:
        wrong["away_until"] = _("The last day is before the first.")
    return wrong


def _day(written: str) -> date | None:
    try:
        found = date.fromisoformat(written)
    except ValueError:
        return None
    return found if 1970 <= found.year <= 2099 else None


@require_POST
@inside(Ability.SEE, writing=Ability.RECORD)
def be_back(
    request: HttpRequest, access: Access, user: uuid.UUID, absence: uuid.UUID
) -> HttpResponse:
    """Take an absence back: the person themselves, or an admin."""
    held = member_of(access, user)
    describe.take_absence_back(access, absence, at=instant_of(timezone.now()))
    messages.success(request, _("The absence is taken back."))
    return _back(access, held)


def _back(access: Access, held: Membership) -> HttpResponseRedirect:
    return redirect("person", access.workspace.slug, held.user.uuid)
