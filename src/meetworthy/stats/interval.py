"""Intervals for counts: the Wilson interval of a rate, the exact one of a Poisson count."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincinv, ndtri

Floats = NDArray[np.float64]
CONFIDENCE = 0.95


class Interval(NamedTuple):
    """The lower and the upper limit; arrays of one shape."""

    low: Floats
    high: Floats


def normal_quantile(confidence: float = CONFIDENCE) -> float:
    """Return z such that a standard normal lies within ±z with this probability."""
    if not 0 < confidence < 1:
        raise ValueError(f"a confidence lies between 0 and 1, {confidence} does not")
    return float(ndtri(0.5 + confidence / 2))


def wilson(successes: ArrayLike, trials: ArrayLike, *, confidence: float = CONFIDENCE) -> Interval:
    """Return the Wilson score interval of a rate; not a number where there were no trials.

    Counts may be fractional (effective counts).  E. B. Wilson, JASA 22 (1927) 209-212;
    recommended for small numbers by Brown, Cai and DasGupta, Stat. Sci. 16 (2001) 101-133.
    """
    x, n = np.broadcast_arrays(np.asarray(successes, float), np.asarray(trials, float))
    if np.any((x < 0) | (x > n)):
        raise ValueError("there can't be more successes than trials, nor fewer than none")
    z2 = normal_quantile(confidence) ** 2
    with np.errstate(invalid="ignore", divide="ignore"):
        p = x / n
        middle = (p + z2 / (2 * n)) / (1 + z2 / n)
        half = np.sqrt(z2 * (p * (1 - p) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    low = np.where(x == 0, np.minimum(p, 0.0), middle - half)
    high = np.where(x == n, np.maximum(p, 1.0), middle + half)
    return Interval(low, high)


def trials_to_tell(rate: float, edge: float, *, confidence: float = CONFIDENCE) -> float:
    """Return how many trials the Wilson interval of a rate needs to leave an edge out.

    The interval holds the edges that a score test does not refuse, so the answer solves
    ``|rate - edge| = z sqrt(edge (1 - edge) / n)``; infinite where the rate is the edge.
    """
    distance = abs(rate - edge)
    if distance == 0:
        return float("inf")
    return normal_quantile(confidence) ** 2 * edge * (1 - edge) / distance**2


def poisson_interval(counts: ArrayLike, *, confidence: float = CONFIDENCE) -> Interval:
    """Return the exact interval of the mean of a Poisson count.

    F. Garwood, Biometrika 28 (1936) 437-442.
    """
    x = np.asarray(counts, float)
    tail = (1 - confidence) / 2
    with np.errstate(invalid="ignore"):
        low = np.where(x > 0, gammaincinv(np.maximum(x, 1e-9), tail), 0.0)
    return Interval(low, np.asarray(gammaincinv(x + 1, 1 - tail)))
