"""How high and low the numbers of a condition can get; no rule, but what rules ask."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from meetworthy.definition import units
from meetworthy.definition.draft import Draft, slug_for
from meetworthy.definition.expression import (
    And,
    Arithmetic,
    Attribute,
    Call,
    Compare,
    Count,
    Expression,
    Literal,
    Or,
    Points,
    Signal,
)
from meetworthy.definition.shape.scoring import BehaviourShape
from meetworthy.model.time import HOUR

from .fit_bounds import fit_bounds

Range = tuple[float, float]
ANY: Range = (-math.inf, math.inf)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The ranges of the signals under one definition."""

    signals: Mapping[str, Range]
    rules: Mapping[str, Range]

    def of(self, node: Expression) -> Range:
        """Return the lowest and highest that a number of a condition can be."""
        match node:
            case Literal(int() | float() as value, _):
                return (value, value)
            case Signal(name):
                return self.signals.get(name, ANY)
            case Points(rule):
                return self.rules.get(rule, ANY)
            case Count():
                return (0, math.inf)
            case Arithmetic(op, left, right):
                return _combine(op, self.of(left), self.of(right))
            case Attribute() | Call():
                return ANY
            case _:
                return ANY

    def can_hold(self, node: Expression) -> bool:
        """Say whether a condition can ever be true, as far as the points tell."""
        match node:
            case And(values):
                return all(self.can_hold(value) for value in values)
            case Or(values):
                return any(self.can_hold(value) for value in values)
            case Compare(op, left, right):
                return _possible(op, self.of(left), self.of(right))
            case Literal(False, _):
                return False
            case _:
                return True


def bounds_of(draft: Draft) -> Bounds:
    """Return the bounds that the rules of a draft set: sums of points, of caps where there are."""
    rules: dict[str, Range] = {}
    fit = fit_bounds(draft)
    for label, shape in draft.file.fit.items():
        rules[slug_for(label, shape.slug)] = _range(shape.points)
    behaviour = [_reach(each) for each in draft.file.behaviour.values()]
    for label, rule in draft.file.behaviour.items():
        rules[slug_for(label, rule.slug)] = _reach(rule)
    intents = [each for each in draft.file.behaviour.values() if each.high_intent]
    signals = {
        "fit": fit,
        "behaviour": _sum(behaviour),
        "score": _sum([fit, *behaviour]),
        "high_intent": (0, math.inf if intents else 0),
        "pass": (1, math.inf),
    }
    return Bounds(signals, rules)


def _range(points: float) -> Range:
    return (min(points, 0), max(points, 0))


def _reach(rule: BehaviourShape) -> Range:
    if rule.points == 0:
        return (0, 0)
    most = min(rule.cap or math.inf, abs(rule.points) * _most_facts(rule))
    return (0, most) if rule.points > 0 else (-most, 0)


_SHORTEST_DAY = 23 * HOUR


def _most_facts(rule: BehaviourShape) -> float:
    """Return how many fresh facts a rule's facts can ever weigh as much as, from above.

    At most n a day, each day's facts as late and the next day's as early as can be.
    """
    if rule.at_most is None:
        return math.inf
    a_day = units.parse_at_most(rule.at_most)
    if rule.within is not None:
        return a_day * (units.parse_duration(rule.within) / _SHORTEST_DAY + 2)
    if rule.half_life is None:
        return math.inf
    left_after_a_day = 2 ** (-_SHORTEST_DAY / units.parse_duration(rule.half_life))
    return a_day * (1 + 1 / (1 - left_after_a_day))


def _sum(ranges: list[Range]) -> Range:
    return (sum(low for low, _ in ranges), sum(high for _, high in ranges))


def _combine(op: str, left: Range, right: Range) -> Range:
    if op == "+":
        return (left[0] + right[0], left[1] + right[1])
    if op == "-":
        return (left[0] - right[1], left[1] - right[0])
    return ANY


def _possible(op: str, left: Range, right: Range) -> bool:
    match op:
        case ">=":
            return left[1] >= right[0]
        case ">":
            return left[1] > right[0] or left[1] == math.inf
        case "<=":
            return left[0] <= right[1]
        case "<":
            return left[0] < right[1] or left[0] == -math.inf
        case "=":
            return left[0] <= right[1] and right[0] <= left[1]
        case _:
            return True
