"""The worker: what it does when a lead, a definition or another worker is in its way."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from meetworthy.app.definitions.models import Version
from meetworthy.app.judging import work
from meetworthy.app.judging.models import Effect, LeadState, Mark
from meetworthy.app.judging.work import SECOND_TRY, work_once
from meetworthy.app.ledger.append import append
from meetworthy.app.ledger.models import Fact
from meetworthy.app.ledger.open import open_ledger
from meetworthy.app.ledger.verify import verify
from meetworthy.app.people.models import Workspace
from meetworthy.model.time import DAY
from meetworthy.model.told import Alias, Told

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

NOW = 1_777_900_000_000_000
DEFINITION = """
definition: North
version: 1
in_force: 2026-01-01T00:00
language: 1
timezone: UTC
framework: bant
behaviour:
  asked: {fact: demo.requested, points: 60, half_life: 90 days, high_intent: true}
stages:
  lead: {}
  mql: {when: "score >= 50 and high_intent > 0"}
  sql: {decided_by: sales, needs: {need: confirmed, budget: partial, timeline: partial}}
"""


def workspace(slug: str, text: str = DEFINITION) -> Workspace:
    made = Workspace.objects.create(slug=slug, name=slug, live_since=NOW - 30 * DAY)
    open_ledger(made.pk)
    Version.objects.create(workspace=made, number=1, text=text, in_force=0, state="active")
    return made


def demo(name: str, person: str, at: int = NOW - DAY) -> Told:
    who = (Alias("email", f"{person}@bright.example"),)
    return Told("demo.requested", at, "site", name, lead=who, content=name.encode())


def test_a_lead_that_cannot_be_judged_holds_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    north = workspace("north")
    facts = [demo(f"f{n}", f"p{n}") for n in range(5)]
    append(north.pk, facts, recorded_at=NOW, trusted=True)
    whole = work.reckon

    def broken(workspace_id: int, interpreter: object, leads: set[int], *, at: int) -> object:
        if 3 in leads:
            raise ArithmeticError("a fault in judging lead 3")
        return whole(workspace_id, interpreter, leads, at=at)  # type: ignore[arg-type]  # as it was

    monkeypatch.setattr(work, "reckon", broken)
    assert work_once(at=NOW) == 4
    assert LeadState.objects.filter(stage="mql").count() == 4
    assert list(Mark.objects.values_list("lead", flat=True)) == [3]
    assert work_once(at=NOW + 1) == 0  # it waits
    monkeypatch.setattr(work, "reckon", whole)
    assert work_once(at=NOW + SECOND_TRY) == 1
    assert LeadState.objects.filter(stage="mql").count() == 5


def test_a_workspace_whose_definition_cannot_be_read_holds_up_nobody() -> None:
    north, south = workspace("north", "definition: [broken"), workspace("south")
    for one in (north, south):
        append(one.pk, [demo("f", "p")], recorded_at=NOW, trusted=True)
    assert work_once(at=NOW) == 1
    assert LeadState.objects.get().workspace == south
    assert Mark.objects.get().workspace == north


def test_two_workers_do_everything_once() -> None:
    north = workspace("north")
    for batch in range(20):
        facts = [demo(f"f{batch}-{n}", f"p{n}", NOW - DAY + batch) for n in range(10)]
        append(north.pk, facts, recorded_at=NOW + batch, trusted=True)
    failed: list[BaseException] = []

    def worker() -> None:
        try:
            while work_once(at=NOW + 100, limit=7):
                pass
        except BaseException as error:  # noqa: BLE001 - shown below: a thread's is lost
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=worker) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert Mark.objects.count() == 0
    assert LeadState.objects.filter(stage="mql").count() == 10
    assert Effect.objects.filter(key="1:mql:task").count() == 10


def test_a_late_fact_changes_the_numbers_and_not_what_was_done() -> None:
    north = workspace("north")
    append(north.pk, [demo("f1", "p", NOW - DAY)], recorded_at=NOW, trusted=True)
    work_once(at=NOW)
    done = Effect.objects.get(key="1:mql:task")
    append(north.pk, [demo("f0", "p", NOW - 3 * DAY)], recorded_at=NOW + DAY, trusted=True)
    work_once(at=NOW + DAY)
    after = Effect.objects.get(key="1:mql:task")
    assert (after.uuid, after.at, after.state) == (done.uuid, NOW - DAY, "open")
    assert "by what is known now it happened at" in after.differs
    assert LeadState.objects.get().stage_since == NOW - 3 * DAY


def test_a_task_whose_cause_was_retracted_is_withdrawn() -> None:
    north = workspace("north")
    append(north.pk, [demo("f1", "p")], recorded_at=NOW, trusted=True)
    work_once(at=NOW)
    who = (Alias("email", "p@bright.example"),)
    gone = {"sender": "site", "fact": "f1"}
    back = Told("fact.retracted", NOW, "site", "r", lead=who, properties=gone, content=b"r")
    append(north.pk, [back], recorded_at=NOW + 1, trusted=True)
    work_once(at=NOW + 2)
    task = Effect.objects.get(key="1:mql:task")
    assert task.state == "withdrawn"
    assert task.differs.startswith("by what is known now it did not happen")


def test_what_happened_before_the_workspace_went_live_sends_nobody() -> None:
    north = workspace("north")
    append(north.pk, [demo("f", "p", NOW - 60 * DAY)], recorded_at=NOW, trusted=True)
    work_once(at=NOW)
    assert set(Effect.objects.values_list("state", flat=True)) == {"past"}


def test_a_clock_that_was_set_back_undoes_nothing() -> None:
    north = workspace("north")
    append(north.pk, [demo("f1", "p", NOW - 60_000_000)], recorded_at=NOW, trusted=True)
    work_once(at=NOW)
    back = NOW - DAY
    append(north.pk, [demo("f2", "p", back)], recorded_at=back, trusted=True)
    work_once(at=back)
    state = LeadState.objects.get()
    assert (state.stage, state.judged_at) == ("mql", NOW)
    assert Fact.objects.get(told_id="f2").recorded_at == NOW
    assert verify(north).problems == ()
    assert Effect.objects.get(key="1:mql:task").state == "open"


def test_a_new_lead_whose_only_fact_is_dated_ahead_is_judged_when_it_has_happened() -> None:
    north = workspace("north")
    append(north.pk, [demo("f", "p", NOW + 60_000_000)], recorded_at=NOW, trusted=True)
    assert work_once(at=NOW) == 0
    assert LeadState.objects.count() == 0
    assert work_once(at=NOW + 1) == 0
    assert work_once(at=NOW + 60_000_000) == 1
    assert LeadState.objects.get().stage == "mql"
    assert Mark.objects.count() == 0
