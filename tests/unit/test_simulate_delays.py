"""The exact distributions behind the truth's horizons."""

import numpy as np
import pytest

from meetworthy.simulate.delays import LogNormal, chance_by, delays_between
from meetworthy.simulate.market import NAMES, OUTBOUND


def test_half_of_a_delay_is_over_by_its_median() -> None:
    assert chance_by((LogNormal(10.0, 0.8),), np.array([0.0, 10.0])) == pytest.approx([0.0, 0.5])


def test_a_sum_of_delays_agrees_with_drawing_them() -> None:
    delays = (LogNormal(2.0, 1.1), LogNormal(34.0, 0.8), LogNormal(17.0, 0.6))
    random = np.random.default_rng(1)
    drawn = sum(d.median * np.exp(d.sigma * random.standard_normal(200_000)) for d in delays)
    at = np.array([20.0, 40.0, 60.0, 100.0, 300.0])
    shares = [(drawn <= hours).mean() for hours in at]
    assert chance_by(delays, at) == pytest.approx(shares, abs=0.004)


def test_who_replies_qualifies_in_the_meeting_and_so_has_one_delay_less() -> None:
    replied = delays_between("sql", "opportunity", OUTBOUND)
    asked = delays_between("sql", "opportunity", NAMES.index("organic search"))
    assert len(asked) == len(replied) + 1
