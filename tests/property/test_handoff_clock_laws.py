"""Laws of clocks: whatever happens to a lead, and in whichever order it is told."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from meetworthy.handoff.clock_run import RunState, next_change
from meetworthy.model.time import HOUR, MINUTE
from spec.handoff import agreement, at, clocks

AGREED = agreement(
    "accept: {from: [mql, review], to: [sal, exit], within: 30 business minutes, "
    'when: "high_intent > 0", otherwise: 4 business hours, warn: at half}',
    "first contact: {from: [mql, review], to: contact.made, within: 1 business hour, "
    "warn: at 75 %}",
    "never idle: {from: [mql, review], to: [exit, customer], restarted_by: contact.made, "
    "within: 48 hours}",
    "agenda: {from: meeting.booked, to: meeting.held, within: same day, warn: at half}",
)
START = at("Mon 00:00")
KINDS = (
    ("page.viewed", {"path": "/pricing"}),
    ("form.submitted", {}),
    ("lead.described", {"industry": "SaaS"}),
    ("contact.made", {}),
    ("lead.accepted", {}),
    ("meeting.booked", {"meeting": "m"}),
    ("meeting.held", {"meeting": "m"}),
    ("lead.rejected", {"reason": "no answer"}),
    ("lead.recycled", {"reason": "no budget yet"}),
    ("opportunity.won", {}),
)
minutes = st.integers(1, 10 * 24 * 60)
moments = st.tuples(minutes, st.sampled_from(KINDS))
stories = st.lists(moments, max_size=14, unique_by=lambda one: one[0]).map(
    lambda told: [
        (START, "lead.created"),
        *[(START + m * MINUTE, k, said) for m, (k, said) in sorted(told, key=lambda one: one[0])],
    ]
)
LATER = START + 20 * 24 * HOUR
RUNNING, MET, MISSED, VOID = RunState


def key(run):
    return run.slug, run.pass_number, run.number


@given(stories, st.randoms(use_true_random=False))
def test_the_order_in_which_facts_are_told_does_not_matter(story, random):
    shuffled = random.sample(story, len(story))
    assert clocks(AGREED, *story, until=LATER) == clocks(AGREED, *shuffled, until=LATER)


@given(stories, minutes)
def test_what_has_become_of_a_promise_stays_so_whatever_comes_after(story, minute):
    then = START + minute * MINUTE
    later = {key(run): run for run in clocks(AGREED, *story, until=LATER)}
    for run in clocks(AGREED, *story, until=then):
        after = later[key(run)]
        assert (after.started_at, after.due_at, after.target) == (
            run.started_at,
            run.due_at,
            run.target,
        )
        assert run.state in (RUNNING, after.state) or after.stopped_at == run.due_at


@given(stories)
def test_the_state_says_when_it_was_answered(story):
    for run in clocks(AGREED, *story, until=LATER):
        in_time = run.answered and run.stopped_at <= run.due_at
        assert (run.state is MET) == in_time
        if run.state is VOID:
            assert (run.stopped_by, run.answered) == ("exit", False)
            assert run.stopped_at < run.due_at
        if run.state is MISSED:
            assert run.due_at <= LATER
        if run.state is RUNNING:
            assert run.due_at > LATER
            assert run.stopped_at is None


@given(stories)
def test_of_one_clock_no_two_runs_run_at_once(story):
    runs = clocks(AGREED, *story, until=LATER)
    for one in runs:
        for two in runs:
            if one.slug == two.slug and one.started_at < two.started_at:
                assert one.stopped_at is not None
                assert one.stopped_at <= two.started_at


@given(stories)
def test_a_run_is_named_by_its_clock_its_pass_and_its_start(story):
    named = [(r.slug, r.pass_number, r.started_at) for r in clocks(AGREED, *story, until=LATER)]
    assert len(named) == len(set(named))


@given(stories)
def test_runs_are_counted_from_one_in_each_pass(story):
    runs = clocks(AGREED, *story, until=LATER)
    for slug, number in {(run.slug, run.pass_number) for run in runs}:
        numbers = [r.number for r in runs if (r.slug, r.pass_number) == (slug, number)]
        assert numbers == list(range(1, len(numbers) + 1))


@given(stories, minutes)
def test_until_its_next_change_time_alone_changes_nothing_and_then_it_does(story, minute):
    then = START + minute * MINUTE
    known = [one for one in story if one[0] <= then]
    running = [run for run in clocks(AGREED, *known, until=then) if run.state is RUNNING]
    for run in running:
        change = next_change(run, at=then)
        assert change is not None
        just_before, just_then = (
            next(r for r in clocks(AGREED, *known, until=when) if key(r) == key(run))
            for when in (change - 1, change)
        )
        assert just_before == run
        assert just_then.state is (MISSED if change == run.due_at else RUNNING)
        assert change in (run.warn_at, run.due_at)


@given(stories)
def test_a_warning_comes_before_the_deadline_and_not_before_the_start(story):
    for run in clocks(AGREED, *story, until=LATER):
        if run.warn_at is not None:
            assert run.started_at <= run.warn_at <= run.due_at
