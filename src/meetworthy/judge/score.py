"""The behaviour rules' sums: what was added, how it fades, what is read of it.

    s_r(t) = clip( sum over the rule's facts i with t_i <= t of points * 2^(-(t - t_i)/half_life) )

The running sum in canonical order is the normative arithmetic: at each fact the sum so far
fades to that fact's time, then the points are added.  The cap clamps what is read, not what
is stored.  Days of fading are 86,400 seconds; a window includes its start, excludes its end.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass, field

from meetworthy.definition.language import BehaviourRule
from meetworthy.model.time import day_number


def rounded(value: float) -> float:
    """Return a value rounded to six decimals: how scores are compared and shown."""
    return math.floor(value * 1e6 + 0.5) / 1e6


def clipped(rule: BehaviourRule, value: float) -> float:
    """Return what is read of a rule's sum: within its cap, on its own side of zero."""
    if rule.cap is None:
        return value
    if rule.points < 0:
        return max(min(value, 0.0), -rule.cap)
    return min(max(value, 0.0), rule.cap)


@dataclass(slots=True)
class Sum:
    """The running sum of one rule."""

    rule: BehaviourRule
    total: float = 0.0
    last: int = 0
    facts: int = 0
    times: list[int] = field(default_factory=list)  # kept where the rule has a window
    day: int = 0
    on_day: int = 0

    def add(self, at: int, zone: str) -> bool:
        """Add a fact; say whether it counted (no more than so many a day do)."""
        if self.rule.at_most_a_day is not None and not self._has_room(at, zone):
            return False
        if self.rule.half_life is not None and self.facts:
            self.total *= math.exp2(-((at - self.last) / self.rule.half_life))
        if self.rule.window is not None:
            self.times.append(at)
        self.total += self.rule.points
        self.last = at
        self.facts += 1
        return True

    def _has_room(self, at: int, zone: str) -> bool:
        day = day_number(at, zone)
        if day != self.day:
            self.day, self.on_day = day, 0
        self.on_day += 1
        return self.on_day <= (self.rule.at_most_a_day or 0)

    def unclipped(self, at: int) -> float:
        """Return the sum underneath at an instant not before the last fact."""
        if not self.facts:
            return 0.0
        if self.rule.window is not None:
            inside = len(self.times) - bisect_right(self.times, at - self.rule.window)
            return self.rule.points * inside
        if self.rule.half_life is not None:
            return self.total * math.exp2(-((at - self.last) / self.rule.half_life))
        return self.total

    def read(self, at: int) -> float:
        """Return what is read of the sum at an instant."""
        return clipped(self.rule, self.unclipped(at)) if self.facts else 0.0
