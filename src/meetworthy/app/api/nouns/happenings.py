"""What happened to a lead: its facts, the stages that followed, its clocks, the effects."""

from __future__ import annotations

import uuid
from bisect import bisect_left
from typing import Any

import msgspec
from ninja import Query, Router, Schema
from pydantic import Field

from meetworthy.app.api import cursors
from meetworthy.app.api.endpoint import Call, endpoint
from meetworthy.app.api.values import Ever, Instant, Listed, Pass
from meetworthy.app.ids import id_of
from meetworthy.app.judging.models import Clock, Effect, StageEntry
from meetworthy.app.people.access import Ability
from meetworthy.model.fact import Fact, Value
from meetworthy.model.time import moment_of

from .found import lead_found
from .judgement import AsOf, EntryOut, seen_as_of

router = Router(tags=["leads"])


class FactOut(Schema):
    """A fact as it is kept; `id` is what the sender calls it, `fact` its public id."""

    fact: uuid.UUID | None
    kind: str
    sender: str
    id: str
    occurred_at: Instant
    date_only: bool
    recorded_at: Instant
    source: str | None
    campaign: str | None
    actor: str | None
    properties: dict[str, Value]


class FactPage(Schema):
    """Some facts, latest first; `next` is the cursor for older ones."""

    items: list[FactOut]
    next: str | None


class HistoryAsked(Listed, AsOf):
    """Which part of a history, as of when."""


@endpoint(router, "GET", "/leads/{uuid:lead}/facts", needs=Ability.SEE, gives=FactPage)
def list_facts_of_lead(call: Call, lead: uuid.UUID, asked: Query[HistoryAsked]) -> FactPage:
    """This will list the facts that a lead is judged by, latest first."""
    place = cursors.place_of("facts", call.workspace.pk, asked, lead)
    last = cursors.read(place, asked.cursor)
    seen = seen_as_of(call, lead_found(call, lead), asked)
    known = [(f.occurred_at, seen.numbers.get((f.sender, f.id), 0), f) for f in seen.facts]
    known.sort(key=lambda one: one[:2])
    end = len(known) if last is None else bisect_left(known, tuple(last), key=lambda one: one[:2])
    shown = known[max(0, end - asked.limit) : end][::-1]
    more = end > asked.limit
    return FactPage(
        items=[fact_out(fact, number) for _, number, fact in shown],
        next=cursors.write(place, shown[-1][:2]) if more else None,
    )


def fact_out(fact: Fact, number: int | None) -> FactOut:
    """Return a fact as answers show it; ``number`` is the ledger's."""
    public = id_of(fact.recorded_at, number) if number else None
    return FactOut(
        fact=public,
        occurred_at=moment_of(fact.occurred_at),
        recorded_at=moment_of(fact.recorded_at),
        properties=dict(fact.properties),
        **{name: getattr(fact, name) for name in _SAME},
    )


_SAME = ("kind", "sender", "id", "date_only", "source", "campaign", "actor")


class EntryPage(Schema):
    """A lead's entries into stages, oldest first, all of them."""

    items: list[EntryOut]


@endpoint(router, "GET", "/leads/{uuid:lead}/entries", needs=Ability.SEE, gives=EntryPage)
def list_entries_of_lead(call: Call, lead: uuid.UUID) -> EntryPage:
    """This will list the stages that a lead entered and left, as last judged."""
    rows = StageEntry.objects.filter(workspace=call.workspace, lead=lead_found(call, lead).number)
    return EntryPage(items=[EntryOut.from_orm(row) for row in rows.order_by("place")])


class StoredClock(Schema):
    """One run of a clock, as last judged."""

    slug: str = Field(serialization_alias="clock")
    pass_number: Pass
    state: str
    started_at: Instant
    target: str
    warn_at: Ever
    due_at: Ever
    stopped_at: Ever
    version: int


class ClockPage(Schema):
    """A lead's clocks, oldest first, all of them."""

    items: list[StoredClock]


@endpoint(router, "GET", "/leads/{uuid:lead}/clocks", needs=Ability.SEE, gives=ClockPage)
def list_clocks_of_lead(call: Call, lead: uuid.UUID) -> ClockPage:
    """This will list the promises of the SLA about a lead, and what became of each."""
    rows = Clock.objects.filter(workspace=call.workspace, lead=lead_found(call, lead).number)
    ordered = rows.order_by("started_at", "slug")
    return ClockPage(items=[StoredClock.from_orm(row) for row in ordered])


class EffectOut(Schema):
    """What a change caused: a task, or a message; recorded once, never rewritten."""

    id: uuid.UUID
    lead: uuid.UUID
    kind: str
    at: Instant
    recorded_at: Instant
    version: int | None
    state: str
    differs: str = Field(description="What the numbers say now, where it is otherwise.")
    settled_at: Ever
    payload: dict[str, Any]


class EffectPage(Schema):
    """Some effects, latest recorded first; `next` is the cursor for older ones."""

    items: list[EffectOut]
    next: str | None


@endpoint(router, "GET", "/leads/{uuid:lead}/effects", needs=Ability.SEE, gives=EffectPage)
def list_effects_of_lead(call: Call, lead: uuid.UUID, asked: Query[Listed]) -> EffectPage:
    """This will list what a lead's changes caused."""
    found = lead_found(call, lead)
    rows = Effect.objects.filter(workspace=call.workspace, lead=found.number)
    place = cursors.place_of("effects of lead", call.workspace.pk, asked, lead)
    items, more = cursors.newest_first(rows, asked, place, by="recorded_at")
    return EffectPage(items=[effect_out(row, found.uuid) for row in items], next=more)


def effect_out(row: Effect, lead: uuid.UUID) -> EffectOut:
    """Return an effect as answers show it."""
    return EffectOut(
        id=row.uuid,
        lead=lead,
        at=moment_of(row.at),
        recorded_at=moment_of(row.recorded_at),
        settled_at=None if row.settled_at is None else moment_of(row.settled_at),
        payload=msgspec.json.decode(row.payload),
        **{name: getattr(row, name) for name in ("kind", "version", "state", "differs")},
    )
