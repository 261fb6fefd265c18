"""The routing page: the rules in force, how full everybody is, and leads that found nobody."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from meetworthy.app.definitions.models import Version
from meetworthy.app.definitions.timeline import bare_definition
from meetworthy.app.pages.shell import page
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.app.people.models import User
from meetworthy.app.roster.read import roster_of
from meetworthy.app.routing.accounts import load_of
from meetworthy.app.routing.assign import in_force
from meetworthy.app.routing.models import Trial
from meetworthy.app.routing.unrouted import nobody_found
from meetworthy.definition.language import ACCOUNT_OWNER, Definition, RoutingRule
from meetworthy.handoff.roster import Person, Roster
from meetworthy.handoff.routing.asking import Load
from meetworthy.handoff.routing.route import capacity_of
from meetworthy.model.text import folded
from meetworthy.model.time import instant_of

_MOST_TRIALS = 10
_MOST_UNROUTED = 50
_MOST_PEOPLE = 500
"""Rows on a page; chosen by eye."""


@dataclass(frozen=True, slots=True)
class Taker:
    """Somebody whom a rule names: how full they are, and until when they are away."""

    person: Person
    public: uuid.UUID | None
    open: int
    capacity: int | None
    away_until: int | None

    @property
    def weight(self) -> str:
        """Their share of turns, as people write it."""
        return f"{self.person.weight:g}"

    @property
    def share(self) -> int:
        """How full they are, in percent, at most 100."""
        if not self.capacity:
            return 100 if self.capacity == 0 else 0
        return min(100, round(100 * self.open / self.capacity))


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, and how many people it names who are here now and have its skills."""

    rule: RoutingRule
    takers: int
    of_account: bool


@inside(Ability.SEE)
def routing(request: HttpRequest, access: Access) -> HttpResponse:
    """Show by which rules leads are given to whom."""
    return show(request, access)


def show(
    request: HttpRequest,
    access: Access,
    *,
    asked: dict[str, str] | None = None,
    wrong: dict[str, str] | None = None,
) -> HttpResponse:
    """Render the page; again with what was ``asked`` where something of it is ``wrong``."""
    now = timezone.now()
    at = instant_of(now)
    workspace = access.workspace
    definition = in_force(workspace.pk, at=at) or bare_definition()
    roster = roster_of(workspace.pk, at=at)
    context: dict[str, Any] = {
        "definition": definition,
        "rules": [_rule(one, roster, at) for one in definition.routing.rules],
        "takers": _takers(definition, roster, load_of(workspace.pk, at=at), at),
        "nobody": nobody_found(workspace.pk, most=_MOST_UNROUTED),
        "trials": Trial.objects.filter(workspace=workspace)
        .select_related("version", "by")
        .order_by("-asked_at", "-pk")[:_MOST_TRIALS],
        "versions": Version.objects.filter(workspace=workspace, state=Version.State.DRAFT).order_by(
            "-number", "-pk"
        ),
        "may_try": access.may(Ability.WRITE_DEFINITION),
        "asked": {**_last_month(now, definition.zone), **(asked or {})},
        "wrong": wrong or {},
    }
    status = 422 if wrong else 200
    return page(
        request, access, "routing/routing.html", context, section="routing", status=status, now=now
    )


def _rule(rule: RoutingRule, roster: Roster, at: int) -> Rule:
    named = {one.email: one for word in rule.to for one in roster.named(word)}
    asked = {folded(skill) for skill in rule.skills}
    here = [one for one in named.values() if one.absent_until(at) is None and asked <= one.skills]
    return Rule(rule, len(here), ACCOUNT_OWNER in rule.to)


def _takers(definition: Definition, roster: Roster, load: Load, at: int) -> list[Taker]:
    """Return everybody whom a rule names, the fullest first."""
    words = {word for rule in definition.routing.rules for word in rule.to}
    named = {one.email: one for word in words for one in roster.named(word)}
    users = dict(User.objects.filter(email__in=list(named)).values_list("email", "uuid"))
    found = [
        Taker(
            one,
            users.get(email),
            load.of_person(email),
            capacity_of(definition.routing, one),
            one.absent_until(at),
        )
        for email, one in named.items()
    ]
    return sorted(found, key=lambda one: (-one.share, -one.open, one.person.name))[:_MOST_PEOPLE]


def _last_month(now: datetime, zone: str) -> dict[str, str]:
    """Return the last whole month as the form asks for it."""
    today = now.astimezone(ZoneInfo(zone)).date()
    this = today.replace(day=1)
    last = (
        this.replace(year=this.year - 1, month=12)
        if this.month == 1
        else this.replace(month=this.month - 1)
    )
    return {"since": last.isoformat(), "until": this.isoformat(), "version": ""}
