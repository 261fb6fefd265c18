"""From a fact that was told to a lead that was judged, on the database itself."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from meetworthy.app.definitions.models import Version
from meetworthy.app.judging.models import Clock, Effect, LeadState, Mark, StageEntry
from meetworthy.app.judging.one import judge_lead
from meetworthy.app.judging.work import work_once
from meetworthy.app.ledger.append import append
from meetworthy.app.ledger.models import Fact
from meetworthy.app.ledger.open import open_ledger
from meetworthy.app.people.models import Workspace
from meetworthy.model.time import DAY, HOUR, instant_of
from meetworthy.model.told import Alias, Told

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

NOW = instant_of(datetime(2026, 5, 4, 12, tzinfo=UTC))
NORTHWIND = Path(__file__).parents[1] / "spec" / "northwind"


@pytest.fixture
def workspace() -> Workspace:
    made = Workspace.objects.create(slug="northwind", name="Northwind", live_since=NOW - 30 * DAY)
    open_ledger(made.pk)
    text = """
definition: Northwind
version: 1
in_force: 2026-01-01T00:00
language: 1
timezone: UTC
currency: EUR
framework: bant
attributes:
  seniority: {type: text}
fit:
  decision maker: {when: "seniority = 'vp'", points: 20}
behaviour:
  asked for a demo:
    {fact: demo.requested, points: 40, half_life: 90 days, high_intent: true, review: at once}
stages:
  lead: {}
  mql: {when: "score >= 50 and high_intent > 0"}
  sal: {decided_by: sales}
  sql: {decided_by: sales, needs: {need: confirmed, budget: partial, timeline: partial}}
reasons:
  no answer: {then: recycled, for: 30 days}
sla:
  hours: {days: mon-fri, from: "09:00", to: "17:00"}
  accept: {from: [mql], to: [sal, exit], within: 1 business hour}
"""
    from meetworthy.app.definitions.timeline import read

    loaded = read(text, {})
    assert loaded.definition is not None, loaded.problems
    Version.objects.create(
        workspace=made, number=1, text=text, in_force=loaded.definition.in_force, state="active"
    )
    return made


def told(kind: str, at: int, id_: str, **properties: object) -> Told:
    return Told(
        kind,
        at,
        "site",
        id_,
        lead=(Alias("email", "jo@bright.example"),),
        properties=properties,
        content=id_.encode(),
    )


def test_a_fact_becomes_a_judged_lead(workspace: Workspace) -> None:
    facts = [
        told("lead.described", NOW - 2 * HOUR, "a", seniority="vp", name="Jo Weber"),
        told("demo.requested", NOW - HOUR, "b"),
    ]
    outcomes = append(workspace.pk, facts, recorded_at=NOW, trusted=True)
    assert [o.state for o in outcomes] == ["taken", "taken"]
    assert Mark.objects.count() == 1
    assert work_once(at=NOW) == 1
    assert Mark.objects.count() == 0
    state = LeadState.objects.get()
    assert (state.stage, state.name, state.email) == ("mql", "Jo Weber", "jo@bright.example")
    assert "Weber" not in Fact.objects.values_list("properties", flat=True)[0]
    assert state.in_review
    assert [e.stage for e in StageEntry.objects.order_by("place")] == [
        "pass",
        "lead",
        "review",
        "mql",
    ]
    assert set(Effect.objects.values_list("kind", flat=True)) >= {"task.review", "stage.entered"}
    assert Clock.objects.count() == 1
    again = append(workspace.pk, facts, recorded_at=NOW + 1, trusted=True)
    assert [o.state for o in again] == ["known", "known"]
    seen = judge_lead(workspace.pk, 1, at=NOW)
    assert seen is not None
    assert seen.judgement.stage == "mql"
