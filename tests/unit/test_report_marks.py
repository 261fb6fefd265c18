"""Where marks lie on an axis."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetworthy.measure.results import Benchmark, Rate
from meetworthy.report.charts.curves import day_ticks
from meetworthy.report.marks import axis_over, band_of, track_of


@pytest.mark.parametrize(
    ("highest", "top"),
    [(0.139, 0.15), (0.2, 0.2), (0.62, 0.8), (1.0, 1.0), (0.004, 0.004), (0, 0.1)],
)
def test_an_axis_ends_at_a_round_number(highest, top):
    assert axis_over([0.0, highest]).top == pytest.approx(top)


def test_an_axis_over_nothing_is_still_an_axis():
    assert axis_over([]).top == pytest.approx(0.1)


@given(st.lists(st.floats(0, 1), min_size=1))
def test_an_axis_holds_every_rate_and_starts_at_zero(rates):
    axis = axis_over(rates)
    assert axis.values[0] == 0
    assert axis.top >= max(rates) - 1e-9
    assert 2 <= len(axis.ticks) <= 7


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_a_dot_lies_within_its_interval(a, b, c):
    low, rate, high = sorted((a, b, c))
    track = track_of(Rate(rate, low, high), axis_over([high]))
    assert track.left <= track.dot + 0.011
    assert track.dot <= track.left + track.width + 0.011
    assert 0 <= track.left <= track.left + track.width <= 100.011


def test_a_band_without_an_upper_edge_reaches_the_end():
    over = Benchmark("s", "Cross-industry", "a study", 2014, None, None, "weak", 0.25, None)
    band = band_of(over, axis_over([0.5]), context=False)
    assert (band.left, band.left + band.width) == (50, 100)
    assert "sample not given" in band.provenance
    assert "2014" in band.provenance


@pytest.mark.parametrize(
    ("last", "ticks"), [(120, (0, 30, 60, 90, 120)), (6, (0, 1, 2, 3, 4, 5, 6)), (0.5, (0,))]
)
def test_days_are_marked_at_round_numbers(last, ticks):
    assert day_ticks(last) == ticks
