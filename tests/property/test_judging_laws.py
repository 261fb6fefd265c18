"""The laws of judging, on random worlds: order and batches don't matter, parts make the whole."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetworthy.judge.interpreter import Interpreter, Judgement
from meetworthy.judge.people import people_in
from meetworthy.judge.run import judge
from property.scenarios import World, draw_world

SEEDS = st.integers(min_value=0, max_value=2**32)
SLOW = settings(max_examples=25, deadline=None, derandomize=True)


def rows(world: World, *, engine: bool) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Judge a world and return entries and verdicts, in an order of their own."""
    judged = judge(world.dataset(), world.timeline, at=world.at, engine=engine, parts=True)
    entries = judged.entries.to_pylist()
    entries.sort(key=lambda row: (row["lead"], row["pass"], row["at"], row["stage"]))
    return entries, sorted(judged.verdicts.to_pylist(), key=lambda row: row["lead"])


def judged_by_hand(world: World, facts: tuple[object, ...]) -> dict[int, Judgement]:
    """Judge facts of a world with the interpreter."""
    people = people_in(world.facts, world.timeline[-1].zone)
    interpreter = Interpreter(world.timeline, people)
    return interpreter.judge(facts, at=world.at, accounts=world.accounts)  # type: ignore[arg-type]


@SLOW
@given(SEEDS)
def test_the_engine_equals_the_interpreter_in_every_entry_and_every_verdict(seed: int) -> None:
    world = draw_world(seed)
    assert rows(world, engine=True) == rows(world, engine=False)


@SLOW
@given(SEEDS, st.randoms(use_true_random=False))
def test_the_order_in_which_facts_arrive_changes_nothing(seed: int, random: Random) -> None:
    world = draw_world(seed)
    shuffled = list(world.facts)
    random.shuffle(shuffled)
    assert judged_by_hand(world, tuple(shuffled)) == judged_by_hand(world, world.facts)


@SLOW
@given(SEEDS)
def test_hearing_everything_twice_changes_nothing(seed: int) -> None:
    world = draw_world(seed)
    twice = (*world.facts, *reversed(world.facts))
    assert judged_by_hand(world, twice) == judged_by_hand(world, world.facts)


@SLOW
@given(SEEDS)
def test_what_had_happened_by_then_does_not_depend_on_what_came_later(seed: int) -> None:
    world = draw_world(seed)
    known = tuple(fact for fact in world.facts if fact.occurred_at <= world.at)
    assert judged_by_hand(world, known) == judged_by_hand(world, world.facts)


@SLOW
@given(SEEDS)
def test_the_parts_sum_to_the_score_of_every_lead(seed: int) -> None:
    world = draw_world(seed)
    for engine in (True, False):
        _, verdicts = rows(world, engine=engine)
        for row in verdicts:
            parts = [v for name, v in row.items() if name.startswith("points.") and v is not None]
            total = sum(parts)  # type: ignore[arg-type]
            assert total == pytest.approx(row["score"], abs=1e-5)
            assert row["score_low"] <= row["score"] <= row["score_high"]  # type: ignore[operator]


@SLOW
@given(SEEDS)
def test_nothing_is_entered_before_its_pass_began_but_by_a_merge(seed: int) -> None:
    world = draw_world(seed)
    merged = {fact.lead for fact in world.facts if fact.kind == "lead.merged"}
    entries, _ = rows(world, engine=True)
    starts = {(row["lead"], row["pass"]): row["at"] for row in entries if row["stage"] == "pass"}
    early = [
        row
        for row in entries
        if row["lead"] not in merged and row["at"] < starts[row["lead"], row["pass"]]  # type: ignore[operator]  # instants
    ]
    assert early == []


@SLOW
@given(SEEDS)
def test_one_thread_and_three_threads_judge_alike(seed: int) -> None:
    world = draw_world(seed)
    one, three = (
        judge(world.dataset(), world.timeline, at=world.at, engine=True, threads=threads)
        for threads in (1, 3)
    )
    assert one.entries.equals(three.entries)
    assert one.verdicts.equals(three.verdicts)
