"""Aalen-Johansen: worked by hand, and beside scikit-survival on a published data set."""

import numpy as np
import pytest
from sksurv.datasets import load_bmt
from sksurv.nonparametric import cumulative_incidence_competing_risks

from meetworthy.stats.competing import aalen_johansen
from meetworthy.stats.survival import kaplan_meier


def test_competing_exits_worked_by_hand():
    # six passes; at 2 and 3 one converts, at 4 and 5 one leaves, 1 and 6 are still open.
    #   t  at risk  open before   converts         leaves
    #   2     5        1          1/5 = 0.2
    #   3     4        0.8        0.8/4 = 0.2
    #   4     3        0.6                          0.6/3 = 0.2
    #   5     2        0.4                          0.4/2 = 0.2      -> open 0.2
    curve = aalen_johansen([1, 2, 3, 4, 5, 6], [0, 1, 1, 2, 2, 0])
    np.testing.assert_allclose(curve.share[-1], [0.4, 0.4])
    assert curve.open[-1] == pytest.approx(0.2)
    assert curve.at_risk.tolist() == [5, 4, 3, 2]


def test_ties_are_taken_as_they_are():
    # ten on one day: two convert, three leave, five are open
    curve = aalen_johansen([1.0] * 10, [1, 1, 2, 2, 2, 0, 0, 0, 0, 0])
    np.testing.assert_allclose(curve.share, [[0.2, 0.3]])
    assert curve.variance()[0] == pytest.approx(0.2 * 0.8 / 10)
    assert curve.variance(2)[0] == pytest.approx(0.3 * 0.7 / 10)


@pytest.mark.parametrize("cause", [1, 2])
def test_the_bone_marrow_transplants_of_scrucca_give_what_scikit_survival_gives(cause):
    # Scrucca, Santucci and Aversa, Bone Marrow Transplantation 40 (2007) 381-387: 35 patients
    _, outcome = load_bmt()
    status, months = (np.asarray(outcome[name]) for name in ("status", "ftime"))
    curve = aalen_johansen(months, status.astype(int))
    time, shares, _ = cumulative_incidence_competing_risks(
        status.astype(int), months, conf_type="log-log"
    )
    at = np.searchsorted(time, curve.time)
    np.testing.assert_allclose(curve.share[:, cause - 1], shares[cause][at], atol=1e-12)


@pytest.mark.parametrize("cause", [1, 2])
def test_without_ties_the_interval_is_nearly_dinse_and_larsons_in_scikit_survival(cause):
    # theirs multiplies out what the delta method takes to first order; with ties it is another
    rng = np.random.default_rng(5)
    time, ended = rng.permutation(160) / 10, rng.integers(0, 3, 160)
    curve = aalen_johansen(time, ended)
    where, _, limits = cumulative_incidence_competing_risks(
        ended, time, conf_type="log-log", var_type="Dinse"
    )
    many = (curve.at_risk > 40) & (curve.share[:, cause - 1] > 0)
    at = np.searchsorted(where, curve.time)[many]
    low, high = curve.interval(cause)
    np.testing.assert_allclose(low[many], limits[cause, 0][at], rtol=1e-2)
    np.testing.assert_allclose(high[many], limits[cause, 1][at], rtol=1e-2)


def test_followed_to_the_end_the_variance_is_the_binomial_one_ties_or_not():
    time, ended = np.repeat([1.0, 2.0, 3.0], 20), np.tile([1, 2, 2, 1, 2], 12)
    curve = aalen_johansen(time, ended)
    share = curve.share[:, 0]
    np.testing.assert_allclose(curve.variance(), share * (1 - share) / 60)


def test_without_competing_exits_the_variance_is_greenwoods():
    rng = np.random.default_rng(6)
    time, ended = rng.integers(1, 20, 200).astype(float), rng.random(200) < 0.5
    np.testing.assert_allclose(
        aalen_johansen(time, ended).variance(), kaplan_meier(time, ended).variance, atol=1e-14
    )


def test_the_variance_is_that_of_many_repeated_samples():
    # truth: convert at rate 0.02 a day, leave at 0.03 a day, followed for 20 to 60 days
    rng = np.random.default_rng(8)
    estimates, variances = [], []
    for _ in range(600):
        convert, leave = rng.exponential(50, 250), rng.exponential(1 / 0.03, 250)
        followed = rng.uniform(20, 60, 250)
        time = np.minimum(np.minimum(convert, leave), followed)
        cause = np.where(time == followed, 0, np.where(time == convert, 1, 2))
        curve = aalen_johansen(time, cause)
        place = np.searchsorted(curve.time, 40, side="right") - 1
        estimates.append(curve.share[place, 0])
        variances.append(curve.variance()[place])
    truth = 0.02 / 0.05 * (1 - np.exp(-0.05 * 40))
    assert np.mean(estimates) == pytest.approx(truth, abs=0.004)
    assert np.var(estimates) == pytest.approx(np.mean(variances), rel=0.15)


def test_nobody_at_all_is_an_empty_curve():
    curve = aalen_johansen([], [])
    assert curve.share.shape == (0, 2)
    assert curve.variance().size == 0
    assert curve.interval().low.size == 0
