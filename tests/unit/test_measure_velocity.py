"""How long it takes: quartiles of those who convert, where the curve has settled."""

from itertools import pairwise

import pytest

from meetworthy.measure.funnel import measure_funnel
from unit.measure_cast import dataset_of, entries_of, entry, on


def velocity(delays, never, *, seen, date_only=False):
    """Passes entered on day 0 that convert after these delays, and some that never do."""
    rows = [entry(n, "mql", on(0), date_only=date_only) for n in range(1, len(delays) + never + 1)]
    rows += [entry(n, "sql", on(delay), date_only=date_only) for n, delay in enumerate(delays, 1)]
    data = dataset_of(leads=len(rows), stages=("mql", "sql"))
    (row,) = measure_funnel(data, entries_of(rows), as_of=on(seen), definition=None).velocity
    return row


def test_quartiles_are_those_of_the_passes_that_convert():
    row = velocity([1.5, 3.5, 6, 9.5, 20] * 8, 60, seen=100)
    assert (row.q25_days, row.median_days, row.q75_days) == (3.5, 6.0, 9.5)
    assert (row.converted, row.within_days, row.not_yet) == (40, 100, None)


def test_while_the_curve_rises_there_are_no_quartiles():
    row = velocity([1, 3, 6, 9, 20] * 8, 60, seen=21)
    assert row.median_days is None
    assert row.not_yet == "The curve is still rising after 21 days; more time is needed."


def test_few_conversions_have_no_quartiles():
    row = velocity([1, 2, 3], 60, seen=100)
    assert row.not_yet == "Only 3 have converted; 10 are needed."


def test_dates_are_counted_by_the_day_that_is_over():
    # converted on the fourth day after the day of entry: by the end of day 5
    row = velocity([4] * 20, 20, seen=100, date_only=True)
    assert row.median_days == 5.0


def test_the_curve_is_there_either_way_and_ends_at_the_rate():
    row = velocity([1, 3, 6, 9, 20] * 8, 60, seen=21)
    first, last = row.curve[0], row.curve[-1]
    assert (first.day, first.rate, first.at_risk) == (0.0, 0.0, 100)
    assert (last.day, last.rate) == (21.0, pytest.approx(0.4))
    assert last.low < 0.4 < last.high


def test_the_fast_half_is_not_all_there_is():
    # the mean of those who have finished by day 21 would be 4.75; the slow ones are still open
    rows = velocity([2, 4, 6, 7] * 10 + [40] * 40, 20, seen=22)
    assert rows.converted == 40
    assert rows.median_days is not None
    assert rows.within_days == 22  # and it says for whom: those who convert within 22 days


def test_a_curve_has_a_point_at_every_rise_and_keeps_its_first_days():
    days = {point.day: point.rate for point in velocity([0.5, 1.5, 400] * 20, 40, seen=700).curve}
    assert (days[0.5], days[1.5], days[400]) == pytest.approx((0.2, 0.4, 0.6))


def test_of_many_rises_those_at_equal_steps_of_the_rate_are_kept():
    curve = velocity([n / 100 for n in range(1, 1_001)] + [300], 500, seen=700).curve
    assert len(curve) < 200
    assert max(b.rate - a.rate for a, b in pairwise(curve)) < 0.01
    assert curve[-1].rate == pytest.approx(1_001 / 1_501)


def test_the_curve_has_a_point_at_each_quartile_and_at_round_days():
    row = velocity([1.5, 3.5, 6, 9.5, 20] * 8, 60, seen=100)
    assert {0, 1, 2, 5, 7, 14, 30, 60, 90, 100, 3.5, 6, 9.5} <= {p.day for p in row.curve}
