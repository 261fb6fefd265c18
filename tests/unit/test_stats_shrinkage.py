"""Rates of small groups, drawn towards the whole."""

import numpy as np
import pytest

from meetworthy.stats.shrinkage import shrink


def test_a_small_group_is_drawn_further_than_a_large_one():
    rates = shrink([2, 200, 100, 150], [4, 400, 1000, 1000])
    # both of the first two are at 50 % as counted
    assert rates.rate[0] < rates.rate[1]
    assert rates.overall < rates.rate[0] < 0.5
    assert rates.rate[1] == pytest.approx(0.5, abs=0.02)
    assert rates.high[0] - rates.low[0] > rates.high[1] - rates.low[1]


def test_groups_that_are_alike_are_drawn_together():
    rates = shrink([50, 50, 49, 51, 50], [100, 100, 100, 100, 100])
    assert np.ptp(rates.rate) < 0.01


def test_a_group_without_trials_gets_the_rate_of_the_whole_and_the_widest_interval():
    rates = shrink([0, 10, 30], [0, 100, 100])
    assert rates.rate[0] == pytest.approx(0.2, abs=0.03)
    assert rates.high[0] - rates.low[0] == max(rates.high - rates.low)


def test_no_success_among_few_is_not_a_rate_of_zero():
    rates = shrink([0, 20, 25], [3, 100, 100])
    assert rates.rate[0] > 0.03


def test_nothing_to_shrink_gives_nothing():
    assert np.isnan(shrink([], []).overall)
    assert np.isnan(shrink([0], [0]).rate[0])


def test_the_intervals_cover_the_true_rates_of_small_groups():
    # truth: rates from a beta(4, 16), groups of 5 to 200; 300 samples of 12 groups
    rng = np.random.default_rng(1)
    covered = total = 0
    for _ in range(300):
        truth, trials = rng.beta(4, 16, 12), rng.integers(5, 200, 12)
        rates = shrink(rng.binomial(trials, truth), trials)
        covered += int(((rates.low <= truth) & (truth <= rates.high)).sum())
        total += 12
    assert covered / total == pytest.approx(0.95, abs=0.02)


def test_shrunken_rates_are_nearer_to_the_truth_than_counted_ones():
    rng = np.random.default_rng(2)
    truth, trials = rng.beta(4, 16, 400), rng.integers(3, 40, 400)
    counts = rng.binomial(trials, truth)
    error = np.mean((shrink(counts, trials).rate - truth) ** 2)
    assert error < 0.7 * np.mean((counts / trials - truth) ** 2)
