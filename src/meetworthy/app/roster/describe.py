"""Saying of people what routing and clocks go by: team, skills, hours, absences; all as facts.

A person says when they themselves work and are away; who manages people says it of anybody, and
the rest.  A key that manages data says it too: working time comes from other systems.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

import msgspec
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from meetworthy.app.definitions.timeline import timeline_of
from meetworthy.app.ids import id_of, new_id, tail_of
from meetworthy.app.ledger.append import OWN_SENDER, append
from meetworthy.app.ledger.load import fact_of, select
from meetworthy.app.ledger.outcome import Outcome
from meetworthy.app.people.abilities import Ability
from meetworthy.app.people.access import Access
from meetworthy.app.people.deeds import record
from meetworthy.handoff.roster import ABSENT, DESCRIBED, absence_in
from meetworthy.model.fact import Fact, Value
from meetworthy.model.problem import Refused
from meetworthy.model.time import moment_of
from meetworthy.model.told import Told

from .checks import OWN_WORDS, absence_problems, check_described
from .read import told_of_people

_NOBODYS = "lead IS NULL AND account IS NULL AND visitor IS NULL"


@dataclass(frozen=True, slots=True)
class Absence:
    """An absence that stands: its fact's public id, from when until when, and why."""

    id: uuid.UUID
    person: str
    since: int
    until: int
    why: str
    told_at: int


def may_describe(access: Access) -> bool:
    """Say whether somebody may say everything of anybody: team, skills, capacity, weight."""
    return access.may(Ability.MANAGE_PEOPLE) or (
        access.user is None and access.may(Ability.MANAGE_DATA)
    )


def may_say_when(access: Access, person: str) -> bool:
    """Say whether somebody may say when a person works and is away: they, unless they only see."""
    is_own = access.actor == person.strip().lower() and access.may(Ability.RECORD)
    return is_own or may_describe(access)


def describe_person(
    access: Access,
    person: str,
    said: Mapping[str, Value],
    *,
    at: int,
    fact_id: str | None = None,
) -> Outcome:
    """Say something of a person: only what is given changes.

    Raises PermissionDenied for who may not say it, and Refused for what can't be said so.
    """
    allowed = may_describe(access) or (may_say_when(access, person) and said.keys() <= OWN_WORDS)
    if not allowed:
        raise PermissionDenied
    workspace_id = access.workspace.pk
    problems = check_described(said, told_of_people(workspace_id))
    if problems:
        raise Refused(problems)
    words = ", ".join(f"{name} {value}" for name, value in said.items())
    return _told(access, person, DESCRIBED, said, f"{person}: {words}", at, fact_id)


def tell_absence(
    access: Access,
    person: str,
    *,
    since: datetime,
    until: datetime | None,
    why: str = "",
    at: int,
    fact_id: str | None = None,
) -> Outcome:
    """Say that a person is away from an instant until another; None: until it is taken back.

    Both have their zone.  Raises PermissionDenied and Refused as above.
    """
    if not may_say_when(access, person):
        raise PermissionDenied
    problems = absence_problems(since, until)
    if problems:
        raise Refused(problems)
    said: dict[str, Value] = {"since": since.isoformat()}
    if until is not None:
        said["until"] = until.isoformat()
    if why:
        said["why"] = why
    ends = "" if until is None else f" until {until:%Y-%m-%d %H:%M}"
    what = f"{person} away from {since:%Y-%m-%d %H:%M}{ends}"
    return _told(access, person, ABSENT, said, what, at, fact_id)


def take_absence_back(access: Access, absence: uuid.UUID, *, at: int) -> Outcome:
    """Take an absence back, by its public id: as if it had never been said.

    Raises Http404 where there is none in the workspace, PermissionDenied for who may not.
    """
    known = absence_named(access.workspace.pk, absence)
    if known is None:
        raise Http404
    fact, one = known
    if not may_say_when(access, one.person):
        raise PermissionDenied
    said: dict[str, Value] = {"sender": fact.sender, "fact": fact.id}
    what = f"{one.person} not away from {moment_of(one.since):%Y-%m-%d %H:%M}"
    return _told(access, one.person, "fact.retracted", said, what, at, f"back:{absence}")


def absences_of(workspace_id: int, person: str, *, since: int) -> list[Absence]:
    """Return the absences of a person that stand and end after an instant, the next first."""
    found = [one for _, one in _absences(workspace_id, person) if one.until > since]
    return sorted(found, key=lambda one: (one.since, one.until, one.id))


def absence_named(workspace_id: int, public: uuid.UUID) -> tuple[Fact, Absence] | None:
    """Return the absence of a public id that stands, with its fact."""
    number = tail_of(public)
    if number >= 1 << 62:
        return None
    rows = select(workspace_id, f"kind = '{ABSENT}' AND number = %s AND {_NOBODYS}", (number,))
    person = str(fact_of(rows[0]).properties.get("person", "")) if rows else ""
    pairs = _absences(workspace_id, person) if person else []
    return next(((fact, one) for fact, one in pairs if one.id == public), None)


def _absences(workspace_id: int, person: str) -> list[tuple[Fact, Absence]]:
    zone = timeline_of(workspace_id)[-1].zone
    gone = {
        (str(fact.properties.get("sender", fact.sender)), str(fact.properties.get("fact", "")))
        for fact in told_of_people(workspace_id)
        if fact.kind == "fact.retracted"
    }
    found = []
    for row in select(workspace_id, f"kind = '{ABSENT}' AND {_NOBODYS}", ()):
        fact = fact_of(row)
        who = str(fact.properties.get("person", "")).strip().lower()
        if who != person.strip().lower() or (fact.sender, fact.id) in gone:
            continue
        public, why = id_of(fact.recorded_at, row[-1]), str(fact.properties.get("why", ""))
        found += [
            (fact, Absence(public, who, span.start, span.end, why, fact.occurred_at))
            for span in absence_in(fact, zone)
        ]
    return found


def _told(
    access: Access,
    person: str,
    kind: str,
    said: Mapping[str, Value],
    what: str,
    at: int,
    fact_id: str | None,
) -> Outcome:
    """Append a fact about a person, and record who said it."""
    properties = dict(said) if kind == "fact.retracted" else {"person": person.lower(), **said}
    content = msgspec.json.encode([kind, properties], order="sorted")
    told = Told(
        kind=kind,
        occurred_at=at,
        sender=OWN_SENDER,
        id=fact_id or f"person:{new_id()}",
        actor=access.actor,
        properties=properties,
        content=blake2b(content, digest_size=16).digest(),
    )
    with transaction.atomic():
        (outcome,) = append(access.workspace.pk, [told], recorded_at=at, trusted=True)
        if outcome.problem is not None:
            raise Refused([outcome.problem])
        if outcome.number is not None:
            record(access.workspace, kind, what, by=access.user, at=moment_of(at))
    return outcome
