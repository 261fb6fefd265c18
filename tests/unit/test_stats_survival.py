"""Kaplan-Meier: the leukaemia remission data everybody prints, and ties."""

import numpy as np
import pytest
from lifelines import KaplanMeierFitter
from lifelines.utils import median_survival_times
from statsmodels.duration.survfunc import SurvfuncRight

from meetworthy.stats.risk import risk_table
from meetworthy.stats.survival import kaplan_meier, survival_quantile

# Weeks in remission under 6-MP (Freireich et al. 1963; Klein and Moeschberger 2003, table 4.1)
WEEKS = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]


def test_the_remission_times_give_the_published_table():
    curve = kaplan_meier(WEEKS, RELAPSED)
    assert curve.time.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert curve.ended.tolist() == [3, 1, 1, 1, 1, 1, 1]
    np.testing.assert_allclose(
        curve.open, [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], atol=5e-4
    )
    np.testing.assert_allclose(
        np.sqrt(curve.variance), [0.076, 0.087, 0.096, 0.107, 0.114, 0.128, 0.135], atol=5e-4
    )


def test_the_median_remission_is_23_weeks_with_no_upper_limit():
    assert survival_quantile(kaplan_meier(WEEKS, RELAPSED)) == (23.0, 13.0, None)


def test_a_quantile_that_is_not_reached_is_none():
    assert survival_quantile(kaplan_meier(WEEKS, RELAPSED), 0.75).time is None


def test_curve_and_interval_equal_lifelines_and_statsmodels_on_tied_data():
    rng = np.random.default_rng(11)
    time, ended = rng.integers(1, 40, 400).astype(float), rng.random(400) < 0.6
    curve = kaplan_meier(time, ended)
    theirs = KaplanMeierFitter().fit(time, ended)
    np.testing.assert_allclose(curve.open, theirs.predict(curve.time), rtol=1e-10)
    limits = theirs.confidence_interval_.loc[curve.time].to_numpy()
    low, high = curve.interval()
    inner = curve.open > 0
    np.testing.assert_allclose(np.c_[low, high][inner], limits[inner], rtol=1e-6)
    other = SurvfuncRight(time, ended.astype(int))
    np.testing.assert_allclose(curve.open, other.surv_prob, rtol=1e-10)
    np.testing.assert_allclose(np.sqrt(curve.variance)[inner], other.surv_prob_se[inner], rtol=1e-8)


def test_the_interval_of_the_median_equals_that_of_lifelines():
    rng = np.random.default_rng(3)
    time, ended = np.ceil(rng.exponential(20, 120)), rng.random(120) < 0.8
    theirs = KaplanMeierFitter().fit(time, ended)
    median = survival_quantile(kaplan_meier(time, ended))
    limits = median_survival_times(theirs.confidence_interval_).to_numpy().ravel()
    assert median.time == theirs.median_survival_time_
    assert [median.low, median.high] == limits.tolist()


def test_whoever_is_seen_last_at_a_time_was_at_risk_at_that_time():
    # two at day 5: one ended, one only seen until then; both were at risk, half ended
    assert kaplan_meier([5, 5], [True, False]).open.tolist() == [0.5]


def test_nobody_ended_is_an_empty_curve():
    curve = kaplan_meier([1, 2, 3], [False, False, False])
    assert curve.time.size == 0
    assert survival_quantile(curve) == (None, None, None)


def test_nobody_at_all_is_an_empty_curve():
    assert kaplan_meier([], []).open.size == 0


def test_when_all_have_ended_nothing_is_left_and_nothing_is_uncertain():
    curve = kaplan_meier([1, 2], [True, True])
    assert curve.open.tolist() == [0.5, 0.0]
    assert curve.variance[-1] == 0.0


@pytest.mark.parametrize(
    ("time", "cause", "says"),
    [
        ([-1.0], [1], "not below zero"),
        ([np.nan], [1], "not below zero"),
        ([np.inf], [0], "finite"),
        ([1.0], [3], "numbered"),
        ([1.0, 2.0], [1], "one cause"),
    ],
)
def test_what_is_no_time_or_no_cause_is_refused(time, cause, says):
    with pytest.raises(ValueError, match=says):
        risk_table(time, cause, causes=2)
