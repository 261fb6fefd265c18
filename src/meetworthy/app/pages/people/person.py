"""The page of one person: what leads are given to them by, when they work, when they are away."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from meetworthy.app.definitions.timeline import timeline_of
from meetworthy.app.pages.shell import page
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.app.people.members import members_of
from meetworthy.app.people.models import Membership
from meetworthy.app.roster.describe import Absence, absences_of, may_describe, may_say_when
from meetworthy.app.roster.read import roster_of
from meetworthy.app.routing.accounts import load_of
from meetworthy.definition.language import BusinessHours
from meetworthy.handoff.roster import Person
from meetworthy.model.time import NEVER, instant_of, moment_of

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def member_of(access: Access, user: uuid.UUID) -> Membership:
    """Return the present membership of a user; raises Http404 where there is none."""
    held = Membership.objects.select_related("user").filter(
        workspace=access.workspace, user__uuid=user, until=None
    )
    found = held.first()
    if found is None:
        raise Http404
    return found


@inside(Ability.SEE)
def person(request: HttpRequest, access: Access, user: uuid.UUID) -> HttpResponse:
    """Show a person, and what may be said of them to who may say it."""
    return show(request, access, member_of(access, user))


def show(
    request: HttpRequest,
    access: Access,
    held: Membership,
    *,
    asked: dict[str, str] | None = None,
    wrong: dict[str, str] | None = None,
) -> HttpResponse:
    """Render a person's page; again with what was ``asked`` where something of it is ``wrong``."""
    now = timezone.now()
    at = instant_of(now)
    email = held.user.email.lower()
    roster = roster_of(access.workspace.pk, at=at)
    known = roster.person(email) or Person(email)
    definition = timeline_of(access.workspace.pk)[-1]
    zone = known.zone or definition.zone
    away = [_shown(one, zone) for one in absences_of(access.workspace.pk, email, since=at)]
    context = {
        "held": held,
        "known": known,
        "team_hours": hours_text(definition.sla.hours),
        "hours": hours_text(known.hours),
        "work_zone": zone,
        "capacity": known.capacity if known.capacity is not None else definition.routing.capacity,
        "open": load_of(access.workspace.pk, at=at).of_person(email),
        "manager": roster.person(known.manager) if known.manager else None,
        "others": [one.user for one in members_of(access.workspace) if one.pk != held.pk],
        "away": away,
        "absent_until": known.absent_until(at),
        "asked": {**fields_of(known), **(asked or {})},
        "wrong": wrong or {},
        "may_describe": may_describe(access),
        "may_say_when": may_say_when(access, email),
        "is_me": access.actor == email,
    }
    status = 422 if wrong else 200
    return page(
        request, access, "people/person.html", context, section="people", status=status, now=now
    )


def fields_of(known: Person) -> dict[str, str]:
    """Return what is known of a person as the fields of the forms say it."""
    hours = known.hours
    return {
        "team": known.team,
        "manager": known.manager,
        "skills": ", ".join(sorted(known.skills)),
        "capacity": "" if known.capacity is None else str(known.capacity),
        "weight": f"{known.weight:g}",
        "since": "" if known.since is None else known.since.isoformat(),
        "days": "" if hours is None else days_text(hours),
        "from": "" if hours is None else time_text(hours.start_minute),
        "to": "" if hours is None else time_text(hours.end_minute),
        "holidays": "" if hours is None else hours.holidays or "",
        "zone": known.zone or "",
    }


def _shown(one: Absence, zone: str) -> dict[str, Any]:
    """Return an absence with its days, as who is away counts them: the last day is one of them."""
    first = moment_of(one.since).astimezone(ZoneInfo(zone))
    ends = None if one.until >= NEVER else moment_of(one.until).astimezone(ZoneInfo(zone))
    return {"one": one, "first": day_text(first), "last": last_text(first, ends)}


def day_text(moment: datetime) -> str:
    """Write a day, with the time where it is not midnight."""
    day = f"{moment.day} {moment:%b %Y}"
    is_midnight = moment.hour == moment.minute == 0
    return day if is_midnight else f"{day}, {moment:%H:%M}"


def last_text(first: datetime, ends: datetime | None) -> str:
    """Write when an absence ends: its last day, or the moment."""
    if ends is None:
        return _("until further notice")
    if ends.hour or ends.minute:
        return day_text(ends)
    last: date = (ends - timedelta(days=1)).date()
    return "" if last == first.date() else f"{last.day} {last:%b %Y}"


def hours_text(hours: BusinessHours | None) -> str:
    """Write weekly hours: ``mon-fri 09:00–17:00, holidays of DE``."""
    if hours is None:
        return ""
    span = f"{time_text(hours.start_minute)}–{time_text(hours.end_minute)}"
    text = f"{days_text(hours)} {span}"
    return text + (_(", holidays of %s") % hours.holidays if hours.holidays else "")


def days_text(hours: BusinessHours) -> str:
    """Write the days of the week as definitions do: runs as ``mon-fri``."""
    runs: list[list[int]] = []
    for day in hours.days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(
        WEEK[run[0]] if len(run) == 1 else f"{WEEK[run[0]]}-{WEEK[run[-1]]}" for run in runs
    )


def time_text(minute: int) -> str:
    """Write a minute of the day as a clock shows it."""
    return f"{minute // 60:02d}:{minute % 60:02d}"
