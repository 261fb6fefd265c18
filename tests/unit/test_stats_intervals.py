"""Intervals of rates and counts, against worked and published values."""

import numpy as np
import pytest
from scipy.stats import poisson
from statsmodels.stats.proportion import proportion_confint

from meetworthy.stats.interval import poisson_interval, trials_to_tell, wilson
from meetworthy.stats.multiple import false_discovery
from meetworthy.stats.proportions import Estimate, compare, difference
from meetworthy.stats.survival import loglog_error, loglog_interval


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_newcombes_worked_figures(successes, trials, low, high):
    interval = wilson(successes, trials)
    assert float(interval.low) == pytest.approx(low, abs=5e-5)
    assert float(interval.high) == pytest.approx(high, abs=5e-5)


def test_wilson_of_many_rates_at_once_equals_statsmodels():
    trials = np.array([1, 5, 30, 1000, 1000])
    successes = np.array([0, 5, 7, 1, 999])
    low, high = proportion_confint(successes, trials, method="wilson")
    ours = wilson(successes, trials)
    np.testing.assert_allclose(ours.low, low, atol=1e-12)
    np.testing.assert_allclose(ours.high, high, atol=1e-12)


def test_no_trials_have_no_interval():
    assert np.isnan(wilson(0, 0).low)


def test_more_successes_than_trials_are_refused():
    with pytest.raises(ValueError, match="more successes"):
        wilson(3, 2)


def test_so_many_trials_as_it_says_put_the_edge_at_the_limit_of_the_interval():
    # 12 % beside an edge of 18 %: z² · 0.18 · 0.82 / 0.06² = 157.5
    trials = trials_to_tell(0.12, 0.18)
    assert trials == pytest.approx(157.5, abs=0.05)
    assert float(wilson(0.12 * trials, trials).high) == pytest.approx(0.18)


def test_a_rate_on_the_edge_can_never_be_told_from_it():
    assert trials_to_tell(0.18, 0.18) == np.inf


def test_a_poisson_count_of_ten_may_come_from_a_mean_between_4_80_and_18_39():
    # Garwood's table, 95 %
    low, high = poisson_interval(10)
    assert (float(low), float(high)) == (
        pytest.approx(4.795, abs=1e-3),
        pytest.approx(18.39, abs=1e-2),
    )


def test_the_limits_of_a_count_are_the_means_under_which_it_is_just_credible():
    low, high = poisson_interval(4)
    assert 1 - poisson.cdf(3, low) == pytest.approx(0.025)
    assert poisson.cdf(4, high) == pytest.approx(0.025)


def test_a_count_of_none_has_no_lower_limit_but_an_upper_one():
    low, high = poisson_interval(0)
    assert (float(low), float(high)) == (0.0, pytest.approx(3.689, abs=1e-3))


def test_the_difference_of_two_rates_gives_newcombes_worked_figures():
    # 56 of 70 against 48 of 80: 0.2 with 0.0524 to 0.3339 (Newcombe 1998, method 10)
    found = compare((48, 80), (56, 70))
    assert found.difference == pytest.approx(0.2)
    assert (found.low, found.high) == (
        pytest.approx(0.0524, abs=5e-5),
        pytest.approx(0.3339, abs=5e-5),
    )
    assert found.p_value == pytest.approx(0.00804, abs=5e-5)


def test_equal_rates_differ_by_chance_only():
    assert compare((10, 100), (10, 100)).p_value == pytest.approx(1.0)
    assert compare((0, 100), (0, 100)).p_value == 1.0


def test_a_rate_without_trials_is_not_compared():
    with pytest.raises(ValueError, match="without trials"):
        compare((0, 0), (1, 2))


def test_the_difference_of_estimates_is_wider_than_either_interval():
    gap = difference(Estimate(0.1, 0.08, 0.13), Estimate(0.2, 0.17, 0.24))
    assert gap.rate == pytest.approx(0.1)
    assert gap.low == pytest.approx(0.1 - (0.03**2 + 0.03**2) ** 0.5)
    assert gap.high == pytest.approx(0.1 + (0.04**2 + 0.02**2) ** 0.5)


def test_benjamini_and_hochbergs_own_example_flags_four_of_fifteen():
    # their table of 1995, section 4.1: at a rate of 5 % the first four are flagged
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240]
    p += [0.4262, 0.5719, 0.6528, 0.7590, 1.0000]
    assert int((false_discovery(p) <= 0.05).sum()) == 4


def test_the_order_of_p_values_does_not_matter():
    np.testing.assert_allclose(false_discovery([0.04, 0.01, 0.03]), [0.04, 0.03, 0.04])


def test_what_is_no_p_value_is_refused():
    with pytest.raises(ValueError, match="between 0 and 1"):
        false_discovery([0.2, 1.2])


def test_the_error_is_found_again_from_the_loglog_interval():
    low, high = loglog_interval(np.array([0.2]), np.array([0.03**2]))
    assert loglog_error(0.2, float(low[0]), float(high[0])) == pytest.approx(0.03)
