"""Comparing two rates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from .interval import CONFIDENCE, wilson


@dataclass(frozen=True, slots=True)
class Estimate:
    """A rate with its interval."""

    rate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """The second rate minus the first, its interval, and the chance of as much by chance."""

    difference: float
    low: float
    high: float
    p_value: float


def difference(first: Estimate, second: Estimate) -> Estimate:
    """Return second minus first with its interval, from the intervals of the two.

    The method of variance estimates recovery: G. Y. Zou and A. Donner, Stat. Med. 27 (2008)
    1693-1702; of Wilson intervals it is R. G. Newcombe's hybrid score interval, Stat. Med. 17
    (1998) 873-890, method 10.
    """
    gap = second.rate - first.rate
    down = np.hypot(second.rate - second.low, first.high - first.rate)
    up = np.hypot(second.high - second.rate, first.rate - first.low)
    return Estimate(gap, float(gap - down), float(gap + up))


def compare(
    first: tuple[float, float], second: tuple[float, float], *, confidence: float = CONFIDENCE
) -> Comparison:
    """Return how two rates, each given as (successes, trials), differ.

    The p-value is of the pooled two-sided z test (the chi-square test without correction).
    A ValueError where one of them has no trials.
    """
    if first[1] <= 0 or second[1] <= 0:
        raise ValueError("a rate without trials can't be compared")
    gap = difference(_estimate(*first, confidence), _estimate(*second, confidence))
    pooled = (first[0] + second[0]) / (first[1] + second[1])
    error = np.sqrt(pooled * (1 - pooled) * (1 / first[1] + 1 / second[1]))
    p_value = 1.0 if error == 0 else float(2 * ndtr(-abs(gap.rate) / error))
    return Comparison(gap.rate, gap.low, gap.high, p_value)


def _estimate(successes: float, trials: float, confidence: float) -> Estimate:
    low, high = wilson(successes, trials, confidence=confidence)
    return Estimate(successes / trials, float(low), float(high))
