"""Rates of small groups, drawn towards the whole as far as the groups are alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv, betaln

from .interval import CONFIDENCE, Floats

_GRID = 60
"""Points at which the likeness of the groups is weighed; more change the third digit only."""


@dataclass(frozen=True, slots=True)
class ShrunkRates:
    """For each group its rate and interval; ``overall`` is what they are drawn towards."""

    rate: Floats
    low: Floats
    high: Floats
    overall: float


def shrink(
    successes: ArrayLike, trials: ArrayLike, *, confidence: float = CONFIDENCE
) -> ShrunkRates:
    """Estimate the rates of groups whose true rates are a sample from a beta distribution.

    The correlation within groups, rho, is not known: it is averaged over, each value weighted
    by its beta-binomial likelihood (uniform prior), so that the interval carries the doubt
    about it and about the mean; the mixture is read as a beta with its mean and variance.
    Counts may be fractional.  After D. A. Williams, Biometrics 31 (1975) 949-952 for the model
    and J. N. K. Rao and I. Molina, Small Area Estimation (2015), ch. 9, for the use.
    A group without trials gets the whole's rate with the widest interval.
    """
    x, n = np.asarray(successes, float), np.asarray(trials, float)
    if x.size == 0 or n.sum() <= 0:
        nothing = np.full(x.shape, np.nan)
        return ShrunkRates(nothing, nothing, nothing, float("nan"))
    rho = (np.arange(_GRID) + 0.5) / _GRID
    rho = rho**2  # finer where groups are nearly alike
    mean, mean_variance = _means(x, n, rho)
    weight = _weights(x, n, rho, mean) * 2 * np.sqrt(rho)  # the change of scale
    weight /= weight.sum()
    size = (1 - rho) / rho
    pull = size / (size + n[:, None])
    rate = pull * mean + (1 - pull) * (x / np.maximum(n, 1e-300))[:, None]
    own = rate * (1 - rate) / (size + n[:, None] + 1)
    centre = rate @ weight
    variance = (own + pull**2 * mean_variance + (rate - centre[:, None]) ** 2) @ weight
    low, high = _beta_interval(centre, variance, confidence)
    return ShrunkRates(centre, low, high, float(mean @ weight))


def _means(x: Floats, n: Floats, rho: Floats) -> tuple[Floats, Floats]:
    """For each rho the best weighted mean of the groups' rates, and its variance."""
    seen = n > 0
    weight = n[seen, None] / (1 + (n[seen, None] - 1) * rho)
    mean = (weight * (x[seen] / n[seen])[:, None]).sum(axis=0) / weight.sum(axis=0)
    floor = 0.5 / (n.sum() + 1)  # a rate of nothing among few is not known to be zero
    mean = np.clip(mean, floor, 1 - floor)
    return mean, mean * (1 - mean) / weight.sum(axis=0)


def _weights(x: Floats, n: Floats, rho: Floats, mean: Floats) -> Floats:
    """The likelihood of each rho, relative to the greatest."""
    size = (1 - rho) / rho
    a, b = mean * size, (1 - mean) * size
    log = (betaln(a + x[:, None], b + (n - x)[:, None]) - betaln(a, b)).sum(axis=0)
    return np.asarray(np.exp(log - log.max()))


def _beta_interval(mean: Floats, variance: Floats, confidence: float) -> tuple[Floats, Floats]:
    """Limits of the beta distribution with this mean and variance."""
    size = np.maximum(mean * (1 - mean) / variance - 1, 1e-3)
    tail = (1 - confidence) / 2
    a, b = mean * size, (1 - mean) * size
    return np.asarray(betaincinv(a, b, tail)), np.asarray(betaincinv(a, b, 1 - tail))
