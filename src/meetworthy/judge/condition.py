"""The interpreter's reading of conditions: each becomes a function of a scene.

A value is None where it is unknown.  Text is compared folded (``model.text``), numbers as
floats; comparing with an unknown is unknown, and ``and``/``or`` know when that does not
matter.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from meetworthy.definition import expression as ex
from meetworthy.model.text import folded

Known = str | float | bool
Value = Known | None


class Scene(Protocol):
    """What a condition can see at the instant at which it is asked."""

    def attribute(self, name: str) -> Value:
        """Return the value that holds, text folded; None if unknown."""

    def signal(self, name: str) -> float:
        """Return a signal, rounded as signals are."""

    def stage(self) -> str | None:
        """Return the slug of the stage last entered in this pass."""

    def points(self, rule: str) -> float:
        """Return the points that a rule gives now."""

    def count(self, kind: str) -> float:
        """Return how many facts of a kind there were in this pass."""

    def in_list(self, name: str, text: str) -> bool:
        """Say whether a folded text is in a named list now."""


@dataclass(frozen=True, slots=True)
class Supposed:
    """A scene in which some attributes are supposed to have a value and nothing else is known."""

    known: Mapping[str, Value] = field(default_factory=dict)
    lists: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def attribute(self, name: str) -> Value:
        """Return the value supposed; None where none is."""
        return self.known.get(name)

    def in_list(self, name: str, text: str) -> bool:
        """Say whether a folded text is ever in a named list."""
        return text in self.lists.get(name, frozenset())

    def signal(self, name: str) -> float:
        """Refuse: who supposes attributes asks for no signals."""
        raise LookupError(name)

    def stage(self) -> str | None:
        """Refuse: there is no stage."""
        raise LookupError("stage")

    def points(self, rule: str) -> float:
        """Refuse: there are no points."""
        raise LookupError(rule)

    def count(self, kind: str) -> float:
        """Refuse: nothing is counted."""
        raise LookupError(kind)


Reading = Callable[[Scene], Value]

_COMPARE: dict[str, Callable[[Known, Known], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}


def read(node: ex.Expression) -> Reading:
    """Return the function that evaluates an expression in a scene."""
    match node:
        case ex.Literal(value, _):
            constant = folded(value) if isinstance(value, str) else value
            return lambda _: constant
        case ex.Attribute(name, _):
            return lambda scene: scene.attribute(name)
        case ex.Signal(name):
            return lambda scene: scene.signal(name)
        case ex.StageIs(stages):
            return lambda scene: scene.stage() in stages
        case ex.Points(rule):
            return lambda scene: scene.points(rule)
        case ex.Count(kind):
            return lambda scene: scene.count(kind)
        case _:
            return _read_operation(node)


def _read_operation(node: ex.Expression) -> Reading:
    match node:
        case ex.Compare(op, left, right):
            return _both(_COMPARE[op], read(left), read(right))
        case ex.Arithmetic(op, left, right):
            return _arithmetic(_ARITHMETIC[op], read(left), read(right))
        case ex.Like(text, pattern):
            return _like(read(text), like_pattern(pattern))
        case ex.InList(text, name):
            return _in_list(read(text), name)
        case ex.IsNull(value):
            inner = read(value)
            return lambda scene: inner(scene) is None
        case ex.Not(value):
            return _not(read(value))
        case ex.And(values):
            return _and(tuple(read(value) for value in values))
        case ex.Or(values):
            return _or(tuple(read(value) for value in values))
        case ex.Call(name, arguments):
            return _call(name, tuple(read(argument) for argument in arguments))
        case _:
            raise TypeError(f"no reading of {node!r}")


def _both(compare: Callable[[Known, Known], bool], left: Reading, right: Reading) -> Reading:
    def compared(scene: Scene) -> Value:
        a, b = left(scene), right(scene)
        return None if a is None or b is None else compare(a, b)

    return compared


def _arithmetic(compute: Callable[[float, float], float], left: Reading, right: Reading) -> Reading:
    def computed(scene: Scene) -> Value:
        a, b = left(scene), right(scene)
        if a is None or b is None:
            return None
        try:
            result = compute(float(a), float(b))
        except (ZeroDivisionError, OverflowError):
            return None
        return result if math.isfinite(result) else None

    return computed


def like_pattern(pattern: str) -> re.Pattern[str]:
    """Return the regular expression of a LIKE pattern: `%` any run, `_` one character."""
    wild = {"%": ".*", "_": "."}
    return re.compile("".join(wild.get(c) or re.escape(c) for c in folded(pattern)), re.DOTALL)


def _like(text: Reading, pattern: re.Pattern[str]) -> Reading:
    def matched(scene: Scene) -> Value:
        value = text(scene)
        return None if value is None else pattern.fullmatch(str(value)) is not None

    return matched


def _in_list(text: Reading, name: str) -> Reading:
    def contained(scene: Scene) -> Value:
        value = text(scene)
        return None if value is None else scene.in_list(name, str(value))

    return contained


def _not(value: Reading) -> Reading:
    def negated(scene: Scene) -> Value:
        answer = value(scene)
        return None if answer is None else not answer

    return negated


def _and(values: tuple[Reading, ...]) -> Reading:
    def all_of(scene: Scene) -> Value:
        known = True
        for value in values:
            answer = value(scene)
            if answer is None:
                known = False
            elif not answer:
                return False
        return True if known else None

    return all_of


def _or(values: tuple[Reading, ...]) -> Reading:
    def any_of(scene: Scene) -> Value:
        known = True
        for value in values:
            answer = value(scene)
            if answer is None:
                known = False
            elif answer:
                return True
        return False if known else None

    return any_of


def _call(name: str, arguments: tuple[Reading, ...]) -> Reading:
    first = arguments[0]
    if name == "coalesce":
        return _coalesce(arguments)
    functions: dict[str, Callable[[Known], Known]] = {
        "abs": lambda value: abs(float(value)),
        "length": lambda value: float(len(str(value))),
        "lower": lambda value: value,  # text is compared folded anyway
    }
    function = functions[name]

    def called(scene: Scene) -> Value:
        value = first(scene)
        return None if value is None else function(value)

    return called


def _coalesce(arguments: tuple[Reading, ...]) -> Reading:
    def first_known(scene: Scene) -> Value:
        for argument in arguments:
            value = argument(scene)
            if value is not None:
                return value
        return None

    return first_known
