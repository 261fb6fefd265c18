"""Judging all leads at once writes what the worker writes, row by row, on random worlds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from threading import Thread
from typing import Any

import pytest
from django.db import connections
from django.test import override_settings

from meetworthy.app.judging import bulk, interpreters
from meetworthy.app.judging.models import Clock, Effect, LeadState, Mark, StageEntry
from meetworthy.app.judging.work import work_once
from meetworthy.app.ledger.models import Lead
from meetworthy.app.people.models import Workspace
from meetworthy.definition.language import BusinessHours, Definition, Sla, Target, Timeline, Unit
from meetworthy.definition.language import Clock as Promise
from meetworthy.model.time import DAY, HOUR
from property.drawn_definitions import Definitions
from property.scenarios import World, draw_world
from property.told_worlds import make_workspace, tell, told_of

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

HOURS = BusinessHours((0, 1, 2, 3, 4), 9 * 60, 17 * 60)
ACCEPT = Promise(
    "accept", "accept", ("mql",), ("sal", "exit"), Target("8 hours", Unit.WALL, 8 * HOUR)
)


ANSWER = Promise(
    "answer",
    "answer",
    ("email.replied", "meeting.booked", "page.viewed"),
    ("meeting.held", "exit"),
    Target("2 days", Unit.WALL, 48 * HOUR),
)
"""A clock that facts start, which no entry shows."""


def with_clock(definition: Definition, *clocks: Promise) -> Definition:
    """Let leads be answered within some time."""
    return replace(definition, sla=Sla(HOURS, clocks=clocks))


def later_version(world: World) -> Timeline:
    """Return the world's versions and a further one, in force a week before its end."""
    drawn = Definitions(Random(world.seed + 1)).timeline()[0]
    number = world.timeline[-1].version + 1
    since = max(world.at - 7 * DAY, world.timeline[-1].in_force + 1)
    return (*world.timeline, replace(drawn, version=number, in_force=since))


def work_off(at: int) -> None:
    while Mark.objects.filter(not_before__lte=at).exists():
        work_once(at=at)


def mark_all(workspace: Workspace, at: int) -> None:
    for lead in Lead.objects.filter(workspace=workspace):
        Mark.objects.create(workspace=workspace, lead=lead.number, at=at)


def written(workspace: Workspace) -> dict[str, list[tuple[object, ...]]]:
    """Return all that judging wrote of a workspace, but for how long it took."""
    entries = StageEntry.objects.filter(workspace=workspace).order_by("lead", "place")
    left_out = {"pk", "workspace", "judged_in", "next_at"}
    names = [f.name for f in LeadState._meta.concrete_fields if f.name not in left_out]
    states = LeadState.objects.filter(workspace=workspace).order_by("lead")
    clocks = Clock.objects.filter(workspace=workspace).order_by("lead", "slug", "started_at")
    effects = Effect.objects.filter(workspace=workspace).order_by("lead", "key")
    told = ("lead", "key", "kind", "version", "caused_by", "at", "payload", "state", "differs")
    return {
        "entries": list(
            entries.values_list(
                "lead", "place", "pass_number", "motion", "stage", "at", "how", "version", "reason"
            )
        ),
        "states": list(states.values_list(*names)),
        "clocks": list(clocks.values_list("lead", "slug", "started_at", "due_at", "state")),
        "effects": list(effects.values_list(*told)),
    }


@pytest.fixture
def timelines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Timeline]]:
    """Judge by the last of these timelines, which no text says."""
    versions: list[Timeline] = []

    def timeline_of(_workspace_id: int) -> Timeline:
        return versions[-1]

    monkeypatch.setattr(interpreters, "timeline_of", timeline_of)
    monkeypatch.setattr(bulk, "timeline_of", timeline_of)
    with override_settings(DATA_FOLDER=tmp_path):
        yield versions


def clocked_world(seed: int) -> World:
    """Draw a world; every second has an SLA, and in some of them facts start clocks as well."""
    world = draw_world(seed)
    clocks = {1: (ACCEPT,), 3: (ACCEPT, ANSWER)}.get(seed % 4)
    if clocks is None:
        return world
    return replace(world, timeline=tuple(with_clock(d, *clocks) for d in world.timeline))


def two_workspaces(world: World) -> tuple[Workspace, Workspace]:
    made = [make_workspace(name, live_since=world.at - 60 * DAY) for name in ("one", "other")]
    return made[0], made[1]


@pytest.mark.parametrize("seed", range(12))
def test_all_at_once_is_written_as_by_the_worker(seed: int, timelines: list[Timeline]) -> None:
    world = clocked_world(seed)
    timelines.append(world.timeline)
    one, other = two_workspaces(world)
    facts = told_of(world)
    for workspace in (one, other):
        tell(workspace, facts[:-5], at=world.at - DAY)
    work_off(world.at - DAY)
    timelines.append(later_version(world))
    for workspace in (one, other):
        tell(workspace, facts[-5:], at=world.at)
    assert bulk.judge_all(one.pk, at=world.at) > 0
    assert not Mark.objects.filter(workspace=one, not_before__lte=world.at).exists()
    mark_all(other, world.at)
    work_off(world.at)
    assert written(one) == written(other)


@pytest.mark.parametrize("seed", range(6))
def test_many_new_leads_are_written_as_by_the_worker(
    seed: int, timelines: list[Timeline], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = clocked_world(seed)
    timelines.append(world.timeline)
    one, other = two_workspaces(world)
    tell(one, told_of(world), at=world.at)
    monkeypatch.setattr(bulk, "MANY", 5)
    assert bulk.once(at=world.at) > 0
    assert bulk.once(at=world.at) == 0
    tell(other, told_of(world), at=world.at)
    work_off(world.at)
    assert written(one) == written(other)


@pytest.mark.parametrize("seed", range(6))
def test_what_is_told_while_all_are_judged_is_not_lost(
    seed: int, timelines: list[Timeline], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = clocked_world(seed)
    timelines.append(world.timeline)
    one, other = two_workspaces(world)
    facts = told_of(world)
    half = len(facts) // 2
    for workspace in (one, other):
        tell(workspace, facts[:half], at=world.at)
    judge = bulk.judge

    def judge_while_told(*given: Any, **named: Any) -> Any:
        judged = judge(*given, **named)
        tell(one, facts[half:], at=world.at)
        return judged

    monkeypatch.setattr(bulk, "judge", judge_while_told)
    bulk.judge_all(one.pk, at=world.at)
    assert Mark.objects.filter(workspace=one).exists()  # of what came since
    tell(other, facts[half:], at=world.at)
    mark_all(other, world.at)
    work_off(world.at)
    for what in ("entries", "clocks"):  # what was done by what was known then stays recorded
        assert written(one)[what] == written(other)[what]


def test_killed_midway_and_done_again_nothing_is_recorded_twice(
    timelines: list[Timeline], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = clocked_world(5)
    timelines.append(world.timeline)
    one, other = two_workspaces(world)
    for workspace in (one, other):
        tell(workspace, told_of(world), at=world.at)
    monkeypatch.setattr(bulk, "CHUNK", 3)
    run, chunks = bulk._Job.run, 0

    def killed_at_the_third(job: Any, leads: set[int]) -> int | None:
        nonlocal chunks
        chunks += 1
        if chunks == 3:
            raise KeyboardInterrupt
        return run(job, leads)

    monkeypatch.setattr(bulk._Job, "run", killed_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        bulk.judge_all(one.pk, at=world.at)
    assert Mark.objects.filter(workspace=one).exists()
    bulk.judge_all(one.pk, at=world.at)
    assert not Mark.objects.filter(workspace=one).exists()
    work_off(world.at)
    assert written(one) == written(other)


def test_beside_a_worker_everything_is_recorded_once(timelines: list[Timeline]) -> None:
    world = clocked_world(7)
    timelines.append(world.timeline)
    one, other = two_workspaces(world)
    tell(one, told_of(world), at=world.at)

    def beside(does: Callable[[], object]) -> Thread:
        def done() -> None:
            try:
                does()
            finally:
                connections.close_all()

        return Thread(target=done)

    both = [
        beside(lambda: bulk.judge_all(one.pk, at=world.at, only_marked=True)),
        beside(lambda: [work_once(at=world.at, limit=2) for _ in range(8)]),
    ]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    work_off(world.at)
    tell(other, told_of(world), at=world.at)
    work_off(world.at)
    assert written(one) == written(other)


def test_who_is_erased_stays_as_they_were(timelines: list[Timeline]) -> None:
    world = clocked_world(0)
    timelines.append(world.timeline)
    one, _ = two_workspaces(world)
    tell(one, told_of(world), at=world.at)
    work_off(world.at)
    Lead.objects.filter(workspace=one).update(erased_at=world.at)
    before = written(one)
    timelines.append(later_version(world))
    assert bulk.judge_all(one.pk, at=world.at) == 0
    assert written(one) == before
