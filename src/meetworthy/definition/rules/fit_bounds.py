"""How many fit points one lead can have; no rule, but what rules ask.

Rules on one attribute may exclude each other: nobody is a manager and a director.  So where
rules compare one attribute with constants, the values between which they tell are tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from meetworthy.definition.draft import Draft
from meetworthy.definition.expression import (
    And,
    Attribute,
    Compare,
    Expression,
    Literal,
    Or,
    attributes_in,
    walk,
)
from meetworthy.model.text import folded

Value = str | float | bool
Weighed = tuple[Expression, float]

_NEAR = 1e-6  # to either side of a constant, to be between it and the next
_OTHER = "\N{REPLACEMENT CHARACTER}"  # a text that no rule names


def fit_bounds(draft: Draft) -> tuple[float, float]:
    """Return the lowest and the highest that fit points can be, from below and above."""
    low = high = 0.0
    by_attribute: dict[str, list[Weighed]] = {}
    for label, rule in draft.file.fit.items():
        condition = draft.conditions.get(("fit", label, "when"))
        name = None if condition is None else _only_attribute(condition.expression)
        if condition is not None and name is not None:
            by_attribute.setdefault(name, []).append((condition.expression, rule.points))
        else:
            low, high = low + min(rule.points, 0), high + max(rule.points, 0)
    for rules in by_attribute.values():
        sums = [0.0, *(_sum(rules, value) for value in _candidates(rules))]
        low, high = low + min(sums), high + max(sums)
    return low, high


def _only_attribute(node: Expression) -> str | None:
    """Return the attribute that a condition compares with constants, if that is all it does."""
    names = attributes_in(node)
    plain = all(_is_plain(part) for part in walk(node))
    return next(iter(names)) if plain and len(names) == 1 else None


def _is_plain(node: Expression) -> bool:
    match node:
        case Compare(_, Attribute(), Literal()) | And() | Or() | Attribute() | Literal():
            return True
        case _:
            return False


def _candidates(rules: Iterable[Weighed]) -> Iterator[Value]:
    yield _OTHER
    for node, _ in rules:
        for part in walk(node):
            match part:
                case Literal(bool() as value, _):
                    yield from (value, not value)
                case Literal(int() | float() as value, _):
                    yield from (value - _NEAR, value, value + _NEAR)
                case Literal(str() as value, _):
                    yield value
                case Attribute():
                    yield from (True, False)


def _sum(rules: Iterable[Weighed], value: Value) -> float:
    return sum(points for node, points in rules if _holds(node, value))


def _holds(node: Expression, value: Value) -> bool:
    match node:
        case And(values):
            return all(_holds(each, value) for each in values)
        case Or(values):
            return any(_holds(each, value) for each in values)
        case Compare(op, _, Literal(constant, _)):
            return _compares(op, value, constant)
        case Attribute():
            return value is True
        case Literal(constant, _):
            return constant is True
        case _:
            return False


def _compares(op: str, value: Value, constant: str | float | bool | None) -> bool:
    if isinstance(value, str) or isinstance(constant, str):
        same = folded(str(value)) == folded(str(constant))
        return same if op == "=" else op == "!=" and not same
    if constant is None:
        return False
    return {
        "=": value == constant,
        "!=": value != constant,
        "<": value < constant,
        "<=": value <= constant,
        ">": value > constant,
        ">=": value >= constant,
    }[op]
