"""What others hear of a lead: each change once, and what was undone within a minute never."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from meetworthy.app.definitions.models import Version
from meetworthy.app.judging.decide import decide
from meetworthy.app.judging.models import Effect
from meetworthy.app.judging.work import work_once
from meetworthy.app.ledger.append import OWN_SENDER, append
from meetworthy.app.ledger.models import Fact, Lead
from meetworthy.app.ledger.open import open_ledger
from meetworthy.app.outbox.models import Delivery, Endpoint
from meetworthy.app.people.access import Access, access_of
from meetworthy.app.people.accounts import make_user
from meetworthy.app.people.members import add_member
from meetworthy.app.people.models import Role, Workspace
from meetworthy.model.time import DAY, HOUR, MINUTE, SECOND, moment_of
from meetworthy.model.told import Alias, Told

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

NOW = 1_777_900_000_000_000  # a Monday, 13:06 UTC
HALF_HOUR = HOUR // 2
DEFINITION = """
definition: North
version: 1
in_force: 2026-01-01T00:00
language: 1
timezone: UTC
framework: bant
behaviour:
  asked: {fact: demo.requested, points: 60, high_intent: true}
stages:
  lead: {}
  mql: {when: "score >= 50 and high_intent > 0"}
  sal: {decided_by: sales}
  sql: {decided_by: sales, needs: {need: confirmed, budget: partial, timeline: partial}}
reasons:
  no answer: {then: recycled, for: 30 days}
sla:
  accept: {from: mql, to: [sal, exit], within: 2 hours, warn: at half}
  contact: {from: sal, to: contact.made, within: 4 hours}
"""


@dataclass
class World:
    workspace: Workspace
    sam: Access
    endpoint: Endpoint

    def demo(self, at: int = NOW - SECOND) -> Lead:
        who = (Alias("email", "dana@bright.example"),)
        told = Told("demo.requested", at, "site", f"d{at}", lead=who, content=b"d")
        append(self.workspace.pk, [told], recorded_at=max(at, NOW), trusted=True)
        work_once(at=max(at, NOW))
        return Lead.objects.get()

    def decide(self, kind: str, at: int, **said: Any) -> None:
        decide(self.sam, lead=Lead.objects.get(), kind=kind, properties=said, at=at)

    def take_back(self, kind: str, at: int) -> None:
        last = Fact.objects.filter(sender=OWN_SENDER, kind=kind).latest("number")
        self.decide("fact.retracted", at, sender=OWN_SENDER, fact=last.told_id)

    def kinds(self) -> list[str]:
        waiting = Delivery.objects.exclude(state="withdrawn").select_related("effect")
        return [one.effect.kind for one in waiting.order_by("effect__at", "effect__pk")]

    def due(self, at: int) -> list[str]:
        rows = Delivery.objects.filter(state="waiting", next_at__lte=at).order_by("effect_id")
        return [row.effect.kind for row in rows.select_related("effect")]


@pytest.fixture
def world() -> World:
    made = Workspace.objects.create(slug="north", name="North", live_since=NOW - 30 * DAY)
    open_ledger(made.pk)
    Version.objects.create(workspace=made, number=1, text=DEFINITION, in_force=0, state="active")
    sam = make_user("sam@north.example", name="Sam", password="seven quiet herons")
    long_ago = moment_of(NOW - 30 * DAY)
    add_member(made, sam, role=Role.SALES, by=None, at=long_ago)
    endpoint = Endpoint.objects.create(
        workspace=made, url="https://hooks.example/", created_at=long_ago - timedelta(days=1)
    )
    return World(made, access_of(sam, "north", at=moment_of(NOW)), endpoint)


def payload(kind: str) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(Effect.objects.get(kind=kind).payload)
    return said


# -- what is told -------------------------------------------------------------------------------


def test_what_a_rule_decides_leaves_at_once_and_a_verdict_when_it_has_stood_a_minute(world):
    world.demo()
    at_once = ["stage.entered", "stage.entered", "clock.started"]  # a lead, and an MQL
    assert world.due(NOW) == at_once
    assert world.due(NOW + MINUTE) == [*at_once, "verdict.changed"]
    assert payload("verdict.changed")["was"] == "cold"
    assert payload("verdict.changed")["verdict"] == "mql"
    assert payload("clock.started")["due_at"] == "2026-05-04T15:06:39+00:00"


def test_a_clock_tells_that_it_warned_ran_out_and_was_met(world):
    world.demo()
    work_once(at=NOW + HOUR)
    work_once(at=NOW + 2 * HOUR)
    world.decide("lead.accepted", NOW + 3 * HOUR)
    world.decide("contact.made", NOW + 4 * HOUR)
    clocks = Effect.objects.filter(kind__startswith="clock.").order_by("at", "pk")
    assert [(json.loads(one.payload)["clock"], one.kind) for one in clocks] == [
        ("accept", "clock.started"),
        ("accept", "clock.warned"),
        ("accept", "clock.missed"),
        ("contact", "clock.started"),
        ("contact", "clock.met"),
    ]


def test_a_clock_is_lifted_when_the_lead_leaves_what_does_not_wait_for_that(world):
    world.demo()
    world.decide("lead.accepted", NOW + MINUTE)
    world.decide("lead.recycled", NOW + HOUR, reason="no answer")
    assert payload("clock.lifted")["clock"] == "contact"


def test_a_meeting_is_told_act_by_act_and_a_new_id_is_a_move(world):
    world.demo()
    world.decide("lead.accepted", NOW + MINUTE)
    first = {"meeting": "m1", "starts_at": "2026-05-05T10:00:00+00:00", "host": "sam@north.example"}
    later = {"meeting": "m2", "previous": "m1", "starts_at": "2026-05-06T10:00:00+00:00"}
    world.decide("meeting.booked", NOW + 2 * MINUTE, **first)
    world.decide("meeting.booked", NOW + 3 * MINUTE, **later)
    world.decide("meeting.held", NOW + 2 * DAY, meeting="m2")
    world.decide("meeting.declined", NOW + 2 * DAY + MINUTE, meeting="m2", reason="no budget")
    acts = Effect.objects.filter(kind__startswith="meeting.").order_by("at")
    assert [one.kind for one in acts] == [
        "meeting.booked", "meeting.moved", "meeting.held", "meeting.declined",
    ]  # fmt: skip
    moved = payload("meeting.moved")
    assert (moved["meeting"], moved["starts_at"]) == ("m1", "2026-05-06T10:00:00+00:00")
    assert payload("meeting.declined")["reason"] == "no budget"
    assert "host" not in moved
    assert set(acts.values_list("differs", flat=True)) == {""}


def test_who_gets_a_lead_is_told_once_for_each_change(world):
    world.demo()
    for minute, owner in enumerate(("sam", "sam", "ulla")):
        world.decide("lead.assigned", NOW + minute * MINUTE, owner=f"{owner}@north.example")
    given = Effect.objects.filter(kind="lead.assigned").order_by("at")
    assert [json.loads(one.payload)["owner"] for one in given] == [
        "sam@north.example",
        "ulla@north.example",
    ]


def test_of_what_is_long_past_no_clock_nor_meeting_makes_a_row(world):
    world.demo(at=NOW - 20 * DAY)
    kinds = set(Effect.objects.values_list("kind", "state"))
    assert kinds == {
        ("stage.entered", "past"),
        ("task.review", "past"),
        ("clock.warned", "past"),
        ("clock.missed", "past"),
    }
    assert world.kinds() == []


# -- undone within a minute ---------------------------------------------------------------------


def test_what_somebody_decided_waits_a_minute(world):
    world.demo()
    Delivery.objects.update(state="delivered")
    world.decide("lead.accepted", NOW + HALF_HOUR)
    assert world.due(NOW + HALF_HOUR + MINUTE - 1) == []
    assert sorted(world.due(NOW + HALF_HOUR + MINUTE)) == [
        "clock.met",
        "clock.started",
        "stage.entered",
    ]


def test_what_is_undone_within_the_minute_nobody_hears_of(world):
    world.demo()
    Delivery.objects.update(state="delivered")
    world.decide("lead.accepted", NOW + HALF_HOUR)
    world.take_back("lead.accepted", NOW + HALF_HOUR + 50 * SECOND)
    assert world.due(NOW + DAY) == []
    assert Delivery.objects.filter(state="withdrawn").count() == 3
    undone = Effect.objects.get(key="1:sal:said")
    assert (undone.state, undone.differs) == (
        "withdrawn",
        "by what is known now it did not happen",
    )


def test_decided_again_after_an_undo_it_is_told_after_all_under_the_same_id(world):
    world.demo()
    Delivery.objects.update(state="delivered")
    world.decide("lead.accepted", NOW + HALF_HOUR)
    known = Effect.objects.get(key="1:sal:said").uuid
    world.take_back("lead.accepted", NOW + HALF_HOUR + 10 * SECOND)
    world.decide("lead.accepted", NOW + HALF_HOUR + 20 * SECOND)
    again = Effect.objects.get(key="1:sal:said")
    assert (again.uuid, again.state, again.at) == (known, "sent", NOW + HALF_HOUR + 20 * SECOND)
    assert len(world.due(NOW + HALF_HOUR + 80 * SECOND)) == 3
    assert world.due(NOW + HALF_HOUR + 79 * SECOND) == []


def test_undone_later_it_was_told_and_says_that_it_is_otherwise_now(world):
    world.demo()
    world.decide("lead.accepted", NOW + HALF_HOUR)
    world.take_back("lead.accepted", NOW + HALF_HOUR + MINUTE)
    told = Effect.objects.get(key="1:sal:said")
    assert (told.state, told.differs) == ("sent", "by what is known now it did not happen")
    assert not Delivery.objects.filter(state="withdrawn").exists()


def test_verdicts_that_change_back_and_forth_while_somebody_types_are_one_or_none(world):
    world.demo()
    Delivery.objects.update(state="delivered")
    world.decide("lead.accepted", NOW + HOUR)
    at = NOW + 2 * HOUR
    for step, (criterion, status) in enumerate(
        [("need", "confirmed"), ("budget", "partial"), ("timeline", "partial")]
    ):
        world.decide("criterion.assessed", at + step * SECOND, criterion=criterion, status=status)
    assert [json.loads(e.payload)["verdict"] for e in Effect.objects.filter(
        kind="verdict.changed", state="sent").order_by("at")] == ["mql", "sql"]  # fmt: skip
    world.decide("criterion.assessed", at + 9 * SECOND, criterion="need", status="denied")
    states = Effect.objects.filter(kind="verdict.changed").order_by("at")
    assert list(states.values_list("state", flat=True)) == ["sent", "withdrawn"]
