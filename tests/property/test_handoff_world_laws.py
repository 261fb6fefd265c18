"""The laws of clocks on random worlds: ties, merges, visitors, several versions and conditions."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetworthy.definition.language import BusinessHours, Clock, Definition, Sla
from meetworthy.definition.units import parse_target
from meetworthy.handoff.clock_run import ClockRun, RunState, next_change
from meetworthy.handoff.clocks import clocks_of
from meetworthy.judge.gather import gather
from meetworthy.judge.interpreter import Interpreter
from meetworthy.model.fact import Fact
from property.scenarios import World, draw_world

SEEDS = st.integers(min_value=0, max_value=2**32)
SLOW = settings(max_examples=25, deadline=None, derandomize=True)
TARGETS = ("30 business minutes", "6 business hours", "same day", "48 hours", "5 days")
KINDS = ("contact.made", "page.viewed", "demo.requested", "meeting.booked", "lead.assigned")


def agreed(definition: Definition, random: Random) -> Definition:
    """A version with an agreement of a few clocks, of its own stages and conditions."""
    stages = [stage.slug for stage in definition.stages]
    conditions = [stage.when for stage in definition.stages if stage.when is not None]
    clocks = []
    for number in range(random.randint(0, 4)):
        start = random.sample([*stages, *KINDS, "review"], random.randint(1, 3))
        others = [word for word in (*stages, *KINDS, "exit") if word not in start]
        when = random.choice(conditions) if conditions and random.random() < 0.5 else None
        otherwise = parse_target(random.choice(TARGETS)) if random.random() < 0.7 else None
        clocks.append(
            Clock(
                slug=f"clock_{number}",
                label=f"Clock {number}",
                start=tuple(start),
                stop=tuple(random.sample(others, random.randint(1, 3))),
                target=parse_target(random.choice(TARGETS)),
                when=when,
                otherwise=otherwise if when is not None else None,
                restarted_by=tuple(random.sample(others, random.randint(0, 1))),
                warn=random.choice((None, "at half", "at 90 %")),
            )
        )
    opens = random.randint(0, 1380)
    days = tuple(sorted(random.sample(range(7), random.randint(1, 7))))
    region = random.choice((None, "DE-BE", "US-NY"))
    hours = BusinessHours(days, opens, random.randint(opens + 60, 1440), region)
    return replace(definition, sla=Sla(hours, (), tuple(clocks)))


def draw(seed: int) -> World:
    """A random world whose definitions have clocks, and in which some contacts are made."""
    world, random = draw_world(seed), Random(seed)
    timeline = tuple(agreed(definition, random) for definition in world.timeline)
    at = [fact.occurred_at for fact in world.facts]
    contacts = tuple(
        Fact("contact.made", random.choice(at), "calls", f"c{n}", lead=random.choice(list(leads)))
        for n in range(random.randint(0, 12))
        if (leads := {fact.lead for fact in world.facts if fact.lead is not None})
    )
    return replace(world, timeline=timeline, facts=(*world.facts, *contacts))


def run(world: World, facts: tuple[Fact, ...], at: int) -> dict[int, tuple[ClockRun, ...]]:
    """The clocks of every lead of a world, by these facts, as of an instant."""
    interpreter = Interpreter(world.timeline)
    found = {}
    for lead, history in gather(facts, at=at, accounts=world.accounts).items():
        entries = interpreter.judge_history(history, at=at).entries
        found[lead] = clocks_of(interpreter, history, entries, at=at)
    return found


@SLOW
@given(SEEDS, st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_changes_a_clock(seed: int, random: Random) -> None:
    world = draw(seed)
    twice = [*world.facts, *world.facts]
    random.shuffle(twice)
    assert run(world, tuple(twice), world.at) == run(world, world.facts, world.at)


@SLOW
@given(SEEDS)
def test_what_has_not_happened_yet_changes_no_clock(seed: int) -> None:
    world = draw(seed)
    then = (min(fact.occurred_at for fact in world.facts) + world.at) // 2
    known = tuple(fact for fact in world.facts if fact.occurred_at <= then)
    assert run(world, world.facts, then) == run(world, known, then)


@SLOW
@given(SEEDS)
def test_each_run_is_in_one_state_that_its_times_agree_with(seed: int) -> None:
    world = draw(seed)
    for lead in run(world, world.facts, world.at).values():
        for one in lead:
            assert one.started_at <= world.at
            assert one.started_at < one.due_at
            in_time = one.answered and one.stopped_at <= one.due_at
            assert (one.state is RunState.MET) == in_time
            assert (one.state is RunState.RUNNING) == (
                one.stopped_at is None and world.at < one.due_at
            )
            assert (next_change(one, at=world.at) is None) == (one.state is not RunState.RUNNING)


@SLOW
@given(SEEDS)
def test_of_one_clock_one_run_at_a_time_is_counted_and_named_in_each_pass(seed: int) -> None:
    world = draw(seed)
    for lead in run(world, world.facts, world.at).values():
        for name in {(one.slug, one.pass_number) for one in lead}:
            runs = [one for one in lead if (one.slug, one.pass_number) == name]
            assert [one.number for one in runs] == list(range(1, len(runs) + 1))
            for one, after in pairwise(runs):
                assert one.started_at < after.started_at
                assert one.stopped_at is not None
                assert one.stopped_at <= after.started_at


@pytest.mark.parametrize("state", list(RunState))
def test_the_worlds_have_clocks_in_every_state(state: RunState) -> None:
    worlds = (draw(seed) for seed in range(60))
    runs = (
        one
        for world in worlds
        for lead in run(world, world.facts, world.at).values()
        for one in lead
    )
    assert any(one.state is state for one in runs)
