"""How the promises of the SLA were kept, by hand, on paper."""

from __future__ import annotations

import pytest
from lifelines import KaplanMeierFitter
from lifelines.utils import qth_survival_time
from statsmodels.stats.proportion import proportion_confint

from meetworthy.measure.promises import Run, State, by_clock, by_month, by_person, kept
from meetworthy.model.time import DAY, HOUR

MET, MISSED, RUNNING, VOID = State.MET, State.MISSED, State.RUNNING, State.VOID


def run(state: State, hours: float, *, answered: bool | None = None, **said) -> Run:
    known = {"clock": "accept", "person": "anna", "started_at": 0, **said}
    is_answered = state is MET if answered is None else answered
    return Run(state=state, took=int(hours * HOUR), answered=is_answered, **known)


def test_what_is_running_or_void_is_no_failure():
    found = kept([run(MET, 1)] * 6 + [run(MISSED, 9)] * 2 + [run(RUNNING, 3)] * 5 + [run(VOID, 1)])
    assert (found.tally.met, found.tally.missed, found.tally.running, found.tally.void) == (
        6,
        2,
        5,
        1,
    )
    assert found.tally.decided == 8
    assert found.tally.share is not None
    assert found.tally.share.rate == 6 / 8
    low, high = proportion_confint(6, 8, method="wilson")
    assert (found.tally.share.low, found.tally.share.high) == pytest.approx((low, high))


def test_nothing_decided_is_no_share():
    assert kept([run(RUNNING, 1)]).tally.share is None
    assert kept([]).tally.share is None


def test_what_was_never_answered_stays_in_the_response_times():
    """Ten answered in 1 to 10 hours, ten others never: half are answered after ten hours."""
    answered = [run(MET, hours) for hours in range(1, 11)]
    never = [run(MISSED, 40) for _ in range(10)]
    alone, both = kept(answered), kept(answered + never)
    assert alone.answers.median is not None
    assert alone.answers.median.time == 5
    assert both.answers.median is not None
    assert both.answers.median.time == 10
    assert both.answers.ninetieth is not None
    assert both.answers.ninetieth.time is None  # nine in ten are not answered at all


def test_percentiles_equal_those_of_lifelines():
    runs = [run(MET, (number * 37 % 50) / 3) for number in range(60)]
    runs += [run(RUNNING, number % 11, answered=False) for number in range(25)]
    runs += [run(MISSED, 20 + number, answered=True) for number in range(15)]
    fitted = KaplanMeierFitter().fit(
        [each.took / HOUR for each in runs], [each.answered for each in runs]
    )
    found = kept(runs)
    assert found.answers.median is not None
    assert found.answers.ninetieth is not None
    assert found.answers.median.time == pytest.approx(fitted.median_survival_time_)
    assert found.answers.ninetieth.time == pytest.approx(
        qth_survival_time(0.1, fitted.survival_function_)
    )


def test_answered_too_late_is_missed_and_still_an_answer():
    found = kept([run(MISSED, hours, answered=True) for hours in range(1, 11)])
    assert (found.tally.missed, found.answers.answered) == (10, 10)
    assert found.answers.median is not None


def test_few_answers_have_no_percentiles():
    found = kept([run(MET, 1)] * 9 + [run(MISSED, 50)] * 90)
    assert found.answers.median is None
    assert found.answers.ninetieth is None


def test_what_is_known_only_by_its_day_is_counted_apart():
    found = kept([run(MET, 1), run(MISSED, 30, date_only=True), run(MET, 0, date_only=True)])
    assert (found.tally.met, found.tally.missed, found.tally.undated) == (1, 0, 2)


def test_by_clock_by_person_and_by_month():
    runs = [
        run(MET, 1),
        run(MISSED, 9, person="ben", started_at=40 * DAY),
        run(MET, 1, clock="contact"),
    ]
    assert {key: each.tally.decided for key, each in by_clock(runs).items()} == {
        "accept": 2,
        "contact": 1,
    }
    assert {key: each.tally.met for key, each in by_person(runs).items()} == {
        ("accept", "anna"): 1,
        ("accept", "ben"): 0,
        ("contact", "anna"): 1,
    }
    assert {key: each.tally.met for key, each in by_month(runs, zone="Europe/Berlin").items()} == {
        ("accept", "1970-01"): 1,
        ("accept", "1970-02"): 0,
        ("contact", "1970-01"): 1,
    }


def test_a_month_begins_at_midnight_in_the_zone():
    last = run(MET, 1, started_at=31 * DAY - HOUR)
    assert list(by_month([last], zone="Europe/Berlin")) == [("accept", "1970-02")]
    assert list(by_month([last], zone="UTC")) == [("accept", "1970-01")]
    assert by_month([], zone="UTC") == {}
