"""Laws of the survival estimates: whatever the data."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from meetworthy.stats.competing import aalen_johansen
from meetworthy.stats.interval import wilson
from meetworthy.stats.shrinkage import shrink
from meetworthy.stats.survival import kaplan_meier

passes = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 2)), min_size=1, max_size=60
)  # whole days: all ties


def columns(rows):
    time, cause = zip(*rows, strict=True)
    return np.array(time, float), np.array(cause)


@given(passes)
def test_all_who_converted_left_or_are_open_are_everybody(rows):
    curve = aalen_johansen(*columns(rows))
    np.testing.assert_allclose(curve.share.sum(axis=1) + curve.open, 1.0)


@given(passes)
def test_being_open_is_kaplan_meiers_estimate_for_ending_in_any_way(rows):
    time, cause = columns(rows)
    np.testing.assert_allclose(
        aalen_johansen(time, cause).open, kaplan_meier(time, cause > 0).open, atol=1e-12
    )


@given(passes)
def test_without_competing_exits_incidence_is_one_minus_survival(rows):
    time, cause = columns(rows)
    converted = (cause == 1).astype(int)
    curve = aalen_johansen(time, converted)
    np.testing.assert_allclose(curve.share[:, 0], 1 - kaplan_meier(time, converted).open)


@given(passes, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    one, other = aalen_johansen(*columns(rows)), aalen_johansen(*columns(shuffled))
    np.testing.assert_array_equal(one.share, other.share)
    np.testing.assert_array_equal(one.variance(), other.variance())


@given(passes)
def test_everything_twice_is_the_same_curve_with_half_the_variance(rows):
    once, twice = aalen_johansen(*columns(rows)), aalen_johansen(*columns([*rows, *rows]))
    np.testing.assert_allclose(once.share, twice.share)
    np.testing.assert_allclose(once.variance(), 2 * twice.variance(), atol=1e-12)


@given(passes)
def test_a_curve_only_rises_and_lies_in_its_interval(rows):
    curve = aalen_johansen(*columns(rows))
    share = curve.share[:, 0]
    low, high = curve.interval()
    assert np.all(np.diff(share) >= -1e-12)
    assert np.all((low <= share + 1e-12) & (share <= high + 1e-12))
    assert np.all((low >= 0) & (high <= 1 + 1e-12))


@given(passes)
def test_followed_to_the_end_the_estimate_is_the_plain_share(rows):
    time, cause = columns(rows)
    curve = aalen_johansen(np.where(cause == 0, 99.0, time), cause)
    if curve.time.size:
        converted = (cause == 1).mean()
        np.testing.assert_allclose(curve.share[-1, 0], converted, atol=1e-12)
        np.testing.assert_allclose(
            curve.variance()[-1], converted * (1 - converted) / cause.size, atol=1e-12
        )


@given(st.integers(0, 500), st.integers(1, 500))
def test_a_rate_lies_in_its_interval_and_the_interval_in_zero_to_one(successes, trials):
    successes = min(successes, trials)
    low, high = wilson(successes, trials)
    assert 0 <= low <= successes / trials <= high <= 1


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=12))
def test_a_shrunken_rate_is_a_rate_whatever_the_counts(groups):
    trials = [a + b for a, b in groups]
    rates = shrink([a for a, _ in groups], trials)
    if sum(trials):
        assert np.all((rates.rate > 0) & (rates.rate < 1))
        assert np.all((rates.low <= rates.rate) & (rates.rate <= rates.high))
