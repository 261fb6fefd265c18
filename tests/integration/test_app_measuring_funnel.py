"""The funnel of a workspace: measured in the background, answered at once, as of when it says."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from meetworthy.app.definitions.models import Version
from meetworthy.app.definitions.timeline import timeline_of
from meetworthy.app.judging.models import Mark
from meetworthy.app.judging.work import work_once
from meetworthy.app.ledger.append import append
from meetworthy.app.ledger.export import export, reading
from meetworthy.app.measuring import kept
from meetworthy.app.measuring.funnel import REST, FunnelQuestion, Measured, funnel_report, once
from meetworthy.app.people.models import Workspace
from meetworthy.definition.language import Timeline
from meetworthy.judge.run import judge
from meetworthy.measure.funnel import measure_funnel
from meetworthy.model.time import DAY, HOUR
from meetworthy.model.told import Alias, Told
from property.told_worlds import make_workspace

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

NOW = 1_780_000_000_000_000
FUNNEL = FunnelQuestion()

DEFINITION = """
definition: Northwind
version: 1
in_force: 2026-01-01T00:00
language: 1
timezone: Europe/Berlin
currency: EUR
framework: bant
behaviour:
  asked for a demo: {fact: demo.requested, points: 50, high_intent: true}
stages:
  lead: {}
  mql: {when: "score >= 50 and high_intent > 0"}
  sal: {decided_by: sales}
  sql: {decided_by: sales, needs: {need: confirmed, budget: partial, timeline: partial}}
"""


@pytest.fixture(autouse=True)
def _own_data_folder(tmp_path: Path) -> Iterator[None]:
    with override_settings(DATA_FOLDER=tmp_path):
        yield


@pytest.fixture
def workspace() -> Workspace:
    made: Workspace = make_workspace()
    Version.objects.create(workspace=made, number=1, text=DEFINITION, in_force=0, state="active")
    return made


def told(kind: str, who: int, at: int, **properties: str) -> Told:
    id_ = f"{kind}-{who}"
    return Told(
        kind,
        at,
        "site",
        id_,
        lead=(Alias("user", f"u{who}"),),
        source="webinar" if who % 2 else "search",
        properties=properties,
        content=id_.encode(),
    )


def live_through(workspace: Workspace, leads: range, at: int = NOW) -> None:
    """Let leads come in, half of them ask for a demo, and be judged."""
    facts = [told("lead.created", who, at - 40 * DAY + who * HOUR) for who in leads]
    facts += [told("demo.requested", who, at - 30 * DAY) for who in leads if who % 2]
    facts += [told("lead.accepted", who, at - 20 * DAY) for who in leads if who % 4 == 1]
    append(workspace.pk, facts, recorded_at=at, trusted=True)
    while Mark.objects.filter(not_before__lte=at).exists():
        work_once(at=at)


def ask(workspace: Workspace, at: int = NOW, question: FunnelQuestion = FUNNEL) -> Measured | None:
    folder = kept.ask(workspace.pk, question)
    found = funnel_report(workspace.pk, question, at=at)
    os.utime(folder / "asked.json", (at / 1e6, at / 1e6))  # asked then, not today
    return found


def entered(measured: Measured | None) -> dict[str, int]:
    assert measured is not None
    assert measured.report is not None, measured.refused
    return {stage.stage: stage.entered for stage in measured.report.stages}


def test_the_first_question_is_answered_a_moment_later(workspace: Workspace) -> None:
    live_through(workspace, range(8))
    assert ask(workspace) is None
    assert once(at=NOW) == 1
    found = ask(workspace)
    assert entered(found) == {"lead": 8, "mql": 4, "sal": 2, "sql": 0}
    assert found is not None
    assert found.is_current
    assert once(at=NOW) == 0


def test_what_is_kept_is_what_the_core_measures(workspace: Workspace, tmp_path: Path) -> None:
    live_through(workspace, range(40))
    ask(workspace)
    once(at=NOW)
    found = ask(workspace)
    timeline: Timeline = timeline_of(workspace.pk)
    export(workspace.pk, tmp_path / "own", at=NOW, timeline=timeline)
    with reading(tmp_path / "own") as dataset:
        judged = judge(dataset, timeline, at=NOW)
        expected = measure_funnel(dataset, judged.entries, as_of=NOW, definition=timeline[-1])
    assert found is not None
    assert found.report == expected


def test_an_answer_grows_old_when_something_happens_and_is_measured_again(
    workspace: Workspace,
) -> None:
    live_through(workspace, range(8))
    ask(workspace)
    once(at=NOW)
    live_through(workspace, range(8, 12))
    old = ask(workspace)
    assert old is not None
    assert not old.is_current
    assert entered(old)["lead"] == 8
    assert once(at=NOW + 1) == 0  # it rests first
    assert once(at=NOW + REST + HOUR) == 1
    new = ask(workspace, NOW + REST + HOUR)
    assert entered(new)["lead"] == 12
    assert new is not None
    assert new.measured_at == NOW + REST + HOUR


def test_the_past_is_judged_as_of_then(workspace: Workspace) -> None:
    live_through(workspace, range(8))
    question = FunnelQuestion(as_of=NOW - 25 * DAY)
    ask(workspace, question=question)
    once(at=NOW)
    assert entered(ask(workspace, question=question)) == {"lead": 8, "mql": 4, "sal": 0, "sql": 0}


def test_a_question_without_an_answer_says_why(workspace: Workspace) -> None:
    live_through(workspace, range(2))
    question = FunnelQuestion(by=("planet",))
    ask(workspace, question=question)
    once(at=NOW)
    found = ask(workspace, question=question)
    assert found is not None
    assert found.report is None
    assert "planet" in found.refused


def test_a_report_says_who_is_not_judged_yet(workspace: Workspace) -> None:
    live_through(workspace, range(4))
    append(workspace.pk, [told("trial.started", 1, NOW)], recorded_at=NOW, trusted=True)
    ask(workspace)
    once(at=NOW)
    found = ask(workspace)
    assert found is not None
    assert found.report is not None
    assert [problem.kind for problem in found.report.problems][-1] == "not_judged_yet"


def test_what_nobody_asks_any_more_is_not_measured_and_then_goes(workspace: Workspace) -> None:
    live_through(workspace, range(4))
    ask(workspace)
    once(at=NOW)
    folder = kept.ask(workspace.pk, FUNNEL)
    os.utime(folder / "asked.json", (NOW / 1e6, NOW / 1e6))
    live_through(workspace, range(4, 6))
    assert once(at=NOW + 2 * DAY) == 0
    assert folder.exists()
    once(at=NOW + 31 * DAY)
    assert not folder.exists()


def test_workspaces_have_answers_of_their_own(workspace: Workspace) -> None:
    other = make_workspace("other")
    live_through(workspace, range(4))
    ask(workspace)
    ask(other)
    while once(at=NOW):
        pass
    assert entered(ask(workspace))["lead"] == 4
    assert sum(entered(ask(other)).values()) == 0
