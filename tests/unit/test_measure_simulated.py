"""Small funnels with a known truth: do the intervals cover it, do the detectors hold still?"""

from functools import cache

import numpy as np
import pytest

from meetworthy.measure.funnel import measure_funnel
from unit.measure_cast import dataset_of, entries_of, entry, on

DAY = 86_400_000_000
SEEN_AFTER = 120  # days


def funnel(seed, *, leads=400, recorded_from=0.0, whole_days=False):
    """Leads come over 120 days; convert at 0.01 a day and leave at 0.02 a day."""
    rng = np.random.default_rng(seed)
    rows = []
    for lead in range(1, leads + 1):
        start = rng.uniform(0, SEEN_AFTER)
        convert, leave = rng.exponential(100), rng.exponential(50)
        rows.append(_row(lead, "mql", start, whole_days=whole_days))
        if convert < leave and start + convert >= recorded_from:
            rows.append(_row(lead, "sql", start + convert, whole_days=whole_days))
        if leave < convert:
            rows.append(_row(lead, "exit", start + leave, whole_days=whole_days))
    return rows


def _row(lead, stage, day, *, whole_days):
    when = on(day) - DAY // 2  # days begin at midnight
    return entry(lead, stage, when - when % DAY if whole_days else when, date_only=whole_days)


def measured(rows):
    dataset = dataset_of(leads=1_000, stages=("mql", "sql"))
    as_of = on(SEEN_AFTER) - DAY // 2
    return measure_funnel(
        dataset, entries_of(rows), as_of=as_of, definition=None, horizons_days=(30, 60)
    )


def truth(days):
    return 0.01 / 0.03 * (1 - np.exp(-0.03 * days))


@cache
def overall_of_many():
    """The overall conversion of 80 such funnels."""
    return [next(iter(measured(funnel(seed)).conversions)) for seed in range(80)]


@pytest.mark.parametrize("days", [30, 60])
def test_mature_intervals_cover_the_truth_nineteen_times_in_twenty(days):
    found = [m for row in overall_of_many() for m in row.mature if m.horizon_days == days]
    covered = sum(mature.low <= truth(days) <= mature.high for mature in found)
    assert 71 <= covered <= 80  # of 80 expect 76, give or take 2


def test_the_rate_so_far_is_too_low():
    assert np.mean([row.so_far.rate for row in overall_of_many()]) < truth(60)


def test_dates_without_times_give_the_same_estimate_within_half_a_day():
    exact, daily = (
        next(m for m in row.mature if m.horizon_days == 60)
        for row in (
            next(r for r in measured(funnel(1, leads=2_000, whole_days=whole)).conversions)
            for whole in (False, True)
        )
    )
    assert daily.rate == pytest.approx(exact.rate, abs=0.006)


def test_recording_that_starts_on_day_60_is_found_on_its_day():
    (late,) = measured(funnel(3, leads=1_000, recorded_from=60)).late_recording
    assert late.first_to in {"2026-03-02", "2026-03-03"}
    assert late.expected_before > 20


def test_two_strays_before_do_not_hide_it():
    rows = funnel(3, leads=1_000, recorded_from=60)
    rows = [row for row in rows if (row["lead"], row["stage"]) not in {(1, "sql"), (2, "sql")}]
    rows += [_row(lead, "mql", 1, whole_days=False) for lead in (998, 999)]
    rows += [_row(lead, "sql", 5, whole_days=False) for lead in (998, 999)]
    (late,) = measured(rows).late_recording
    assert late.first_to in {"2026-03-02", "2026-03-03"}


def test_clean_data_shows_no_late_start():
    assert all(measured(funnel(seed, leads=1_000)).late_recording == () for seed in range(12))


def test_clean_data_has_no_problems():
    assert measured(funnel(4)).problems == ()
