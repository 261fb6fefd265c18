"""When a score falls back under a threshold if nothing happens."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from meetworthy.model.time import DAY

from .score import Sum, rounded

HALVINGS = 60
"""After so many half-lives nothing of a double is left to fade."""

STEPS_IN_A_HALF_LIFE = 8
"""How finely a score that may rise again is looked at; chosen by eye."""


def falls_under(threshold: float, fit: float, sums: Sequence[Sum], *, now: int) -> int | None:
    """Return the first instant after ``now`` at which the score is under the threshold.

    None where it is under it already, or never will be.  With penalties that fade, a score
    can fall and rise again: the first fall counts, found on a grid of an eighth of the
    shortest half-life, then to the microsecond.
    """

    def is_under(at: int) -> bool:
        return rounded(fit + sum((one.read(at) for one in sums), 0.0)) < threshold

    live = [one for one in sums if one.facts and (one.rule.half_life or one.rule.window)]
    if is_under(now) or not live:
        return None
    end = now + max(_fading(one) for one in live) + DAY
    if any(one.rule.points < 0 for one in live):
        shortest = min(one.rule.half_life or one.rule.window or DAY for one in live)
        return _first_on_grid(is_under, now, end, max(shortest // STEPS_IN_A_HALF_LIFE, 1))
    return _first(is_under, now, end) if is_under(end) else None


def _fading(one: Sum) -> int:
    return one.rule.window or HALVINGS * (one.rule.half_life or 0)


def _first_on_grid(is_under: Callable[[int], bool], now: int, end: int, step: int) -> int | None:
    low = now
    while low < end:
        high = min(low + step, end)
        if is_under(high):
            return _first(is_under, low, high)
        low = high
    return None


def _first(is_under: Callable[[int], bool], low: int, high: int) -> int:
    """Return the first instant under, between one that is not and one that is."""
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_under(middle) else (middle, high)
    return high
