"""The roster: what leads are given to people by, when they work, when they are away."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Annotated

from django.http import Http404
from ninja import Router, Schema
from pydantic import Field

from meetworthy.app.api.endpoint import Call, endpoint
from meetworthy.app.api.values import Asked, Ever, Instant, Line, Moment
from meetworthy.app.people.access import Ability
from meetworthy.app.people.models import Membership
from meetworthy.app.roster.describe import (
    Absence,
    absence_named,
    absences_of,
    describe_person,
    take_absence_back,
    tell_absence,
)
from meetworthy.app.roster.read import roster_of
from meetworthy.app.routing.accounts import load_of
from meetworthy.definition.language import BusinessHours
from meetworthy.handoff.roster import Person
from meetworthy.model.fact import Value
from meetworthy.model.time import NEVER, moment_of

router = Router(tags=["people"])

_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class HoursOut(Schema):
    """Weekly hours: days, times of day, and whose public holidays are free."""

    days: list[str]
    start: str
    end: str
    holidays: str | None


class AbsenceOut(Schema):
    """When somebody is away; without an end, until it is taken back."""

    id: uuid.UUID
    since: Instant
    until: Ever
    why: str


class PersonOut(Schema):
    """Somebody who may get leads, as is known now."""

    email: str
    name: str
    role: str
    team: str
    manager: str
    skills: list[str]
    capacity: int | None = Field(description="Null: as the definition says.")
    weight: float
    since: date | None
    hours: HoursOut | None = Field(description="Null: as the team.")
    zone: str | None
    away_until: Ever = Field(description="The end of an absence now; null also where none is said.")
    away: bool
    open: int = Field(description="Open leads.")


class RosterOut(Schema):
    """Everybody who has a role, by address."""

    items: list[PersonOut]


class Described(Asked):
    """What is said of a person; only what is given changes, `none` takes a text back."""

    team: Line | None = None
    manager: Line | None = None
    skills: Annotated[list[Line], Field(max_length=50)] | None = None
    capacity: Annotated[int, Field(ge=-1, le=10_000)] | None = Field(
        None, description="-1 takes it back: as the definition says."
    )
    weight: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] | None = None
    since: date | None = None
    days: Line | None = Field(None, examples=["mon-fri"])
    start: Line | None = Field(None, examples=["09:00"])
    end: Line | None = Field(None, examples=["17:00"])
    holidays: Line | None = Field(None, examples=["DE-BE"])
    zone: Line | None = Field(None, examples=["Europe/Berlin"])

    def said(self) -> dict[str, Value]:
        """Return what is said as facts say it."""
        given = self.model_dump(exclude_none=True)
        for name, word in (("start", "from"), ("end", "to")):
            if name in given:
                given[word] = given.pop(name)
        if "skills" in given:
            given["skills"] = ", ".join(given["skills"]) or "none"
        if "since" in given:
            given["since"] = given["since"].isoformat()
        return given


class Away(Asked):
    """From when until when somebody is away; without an end until it is taken back."""

    since: Moment
    until: Moment | None = None
    why: Line = ""


class Absences(Schema):
    """A person's absences that are not over, the next first."""

    items: list[AbsenceOut]


@endpoint(router, "GET", "/roster", needs=Ability.SEE, gives=RosterOut)
def list_roster(call: Call) -> RosterOut:
    """This will list who may get leads: teams, skills, capacity, hours, and who is away."""
    roster = roster_of(call.workspace.pk, at=call.at)
    open_ = load_of(call.workspace.pk, at=call.at)
    here = (one for _, one in sorted(roster.people.items()) if one.role and not one.has_left)
    return RosterOut(items=[_out(one, open_.of_person(one.email), call.at) for one in here])


@endpoint(
    router,
    "POST",
    "/people/{uuid:user}/description",
    needs=Ability.MANAGE_DATA,
    gives=PersonOut,
)
def describe_member(call: Call, user: uuid.UUID, said: Described) -> PersonOut:
    """This will say of a member what leads are given to them by, or when they work."""
    email = _email(call, user)
    describe_person(call.access, email, said.said(), at=call.at, fact_id=call.fact_id)
    person = roster_of(call.workspace.pk, at=call.at).person(email)
    assert person is not None
    return _out(person, load_of(call.workspace.pk, at=call.at).of_person(email), call.at)


@endpoint(router, "GET", "/people/{uuid:user}/absences", needs=Ability.SEE, gives=Absences)
def list_absences(call: Call, user: uuid.UUID) -> Absences:
    """This will list when a member is away, now and later."""
    rows = absences_of(call.workspace.pk, _email(call, user), since=call.at)
    return Absences(items=[_absence(row) for row in rows])


@endpoint(
    router,
    "POST",
    "/people/{uuid:user}/absences",
    needs=Ability.MANAGE_DATA,
    gives=Absences,
    status=201,
)
def create_absence(call: Call, user: uuid.UUID, said: Away) -> Absences:
    """This will say that a member is away; returns all their absences that are not over."""
    email = _email(call, user)
    tell_absence(
        call.access,
        email,
        since=said.since,
        until=said.until,
        why=said.why,
        at=call.at,
        fact_id=call.fact_id,
    )
    rows = absences_of(call.workspace.pk, email, since=call.at)
    return Absences(items=[_absence(row) for row in rows])


@endpoint(
    router,
    "DELETE",
    "/people/{uuid:user}/absences/{uuid:absence}",
    needs=Ability.MANAGE_DATA,
    gives=Absences,
)
def delete_absence(call: Call, user: uuid.UUID, absence: uuid.UUID) -> Absences:
    """This will take an absence back, as if it had never been said."""
    email = _email(call, user)
    known = absence_named(call.workspace.pk, absence)
    if known is None or known[1].person != email:
        raise Http404
    take_absence_back(call.access, absence, at=call.at)
    rows = absences_of(call.workspace.pk, email, since=call.at)
    return Absences(items=[_absence(row) for row in rows])


def _email(call: Call, user: uuid.UUID) -> str:
    """Return the address of a present member; raises Http404."""
    held = Membership.objects.filter(workspace=call.workspace, user__uuid=user, until=None)
    email = held.values_list("user__email", flat=True).first()
    if email is None:
        raise Http404
    return email.lower()


def _out(person: Person, open_: int, at: int) -> PersonOut:
    until = person.absent_until(at)
    return PersonOut(
        email=person.email,
        name=person.name,
        role=person.role,
        team=person.team,
        manager=person.manager,
        skills=sorted(person.skills),
        capacity=person.capacity,
        weight=person.weight,
        since=person.since,
        hours=None if person.hours is None else _hours(person.hours),
        zone=person.zone,
        away_until=ever(until),
        away=until is not None,
        open=open_,
    )


def _hours(hours: BusinessHours) -> HoursOut:
    start, end = (f"{m // 60:02d}:{m % 60:02d}" for m in (hours.start_minute, hours.end_minute))
    days = [_WEEK[day] for day in hours.days]
    return HoursOut(days=days, start=start, end=end, holidays=hours.holidays)


def ever(instant: int | None) -> datetime | None:
    """Return the moment of an instant; None for none and for one that never comes."""
    return None if instant is None or instant >= NEVER else moment_of(instant)


def _absence(row: Absence) -> AbsenceOut:
    return AbsenceOut(id=row.id, since=moment_of(row.since), until=ever(row.until), why=row.why)
