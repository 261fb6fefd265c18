"""What a score could be if the unknowns were answered, lowest and highest, and what to ask first.

For the rules that speak of one attribute only, every value that makes a difference is tried
together, so that rules which exclude one another are not added up.  Rules that speak of
several attributes, or match patterns, are bounded one by one: a bound, not always reached.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from meetworthy.definition import expression as ex
from meetworthy.definition.language import Definition, FitRule
from meetworthy.model.text import folded

from .condition import Reading, Scene, Supposed, Value, read

SOMETHING_ELSE = "\x00something else"


@dataclass(frozen=True, slots=True)
class Span:
    """By how much answering an attribute could change the known score."""

    attribute: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Reachable:
    """The score known, lowest and highest; the attributes to ask for, widest span first."""

    low: float
    high: float
    ask: tuple[str, ...]


class Unknowns:
    """The spans of a definition's fit rules, worked out once."""

    def __init__(self, definition: Definition) -> None:
        groups: dict[str, list[FitRule]] = defaultdict(list)
        self.apart: list[tuple[FitRule, Reading]] = []
        for rule in definition.fit:
            names = ex.attributes_in(rule.when.expression)
            if len(names) == 1 and not _matches_patterns(rule.when.expression):
                groups[next(iter(names))].append(rule)
            else:
                self.apart.append((rule, read(rule.when.expression)))
        self._lists = {
            name: frozenset(folded(entry.value) for entry in named.entries)
            for name, named in definition.lists.items()
        }
        self.spans = {
            name: self._span(name, rules, definition) for name, rules in sorted(groups.items())
        }

    def _span(self, name: str, rules: list[FitRule], definition: Definition) -> Span:
        readings = [(rule.points, read(rule.when.expression)) for rule in rules]
        one_of = definition.attributes[name].one_of if name in definition.attributes else ()
        candidates = _candidates((r.when.expression for r in rules), one_of, self._lists)

        def total(value: Value) -> float:
            scene = Supposed({name: value}, self._lists)
            return sum((points for points, holds in readings if holds(scene) is True), 0.0)

        unanswered = total(None)
        reached = [total(value) - unanswered for value in candidates]
        return Span(name, min([0.0, *reached]), max([0.0, *reached]))

    def reachable(self, known: float, scene: Scene) -> Reachable:
        """Return what a known score could become, from what a scene knows."""
        attribute = scene.attribute
        low = high = known
        spans = {name: span for name, span in self.spans.items() if attribute(name) is None}
        widths: dict[str, float] = {}
        for name, span in spans.items():
            low, high = low + span.low, high + span.high
            widths[name] = span.high - span.low
        for rule, holds in self.apart:
            if holds(scene) is None:
                low, high = low + min(rule.points, 0.0), high + max(rule.points, 0.0)
                for name in ex.attributes_in(rule.when.expression):
                    if attribute(name) is None:
                        widths[name] = widths.get(name, 0.0) + abs(rule.points)
        asked = sorted((name for name in widths if widths[name]), key=lambda n: (-widths[n], n))
        return Reachable(low, high, tuple(asked))


def _matches_patterns(expression: ex.Expression) -> bool:
    return any(isinstance(node, ex.Like | ex.Call | ex.Arithmetic) for node in ex.walk(expression))


def _candidates(
    expressions: Iterable[ex.Expression],
    one_of: tuple[str, ...],
    lists: Mapping[str, frozenset[str]],
) -> list[Value]:
    if one_of:
        return [folded(value) for value in one_of]
    values: set[str | float | bool] = set()
    for expression in expressions:
        for node in ex.walk(expression):
            if isinstance(node, ex.Literal) and node.value is not None:
                values |= _around(node.value)
            elif isinstance(node, ex.InList):
                values |= lists.get(node.list, frozenset()) | {SOMETHING_ELSE}
            elif isinstance(node, ex.Attribute) and node.type == "boolean":
                values |= {True, False}
    return list(values)


def _around(value: str | float | bool) -> set[str | float | bool]:
    if isinstance(value, bool):
        return {True, False}
    if isinstance(value, str):
        return {folded(value), SOMETHING_ELSE}
    return {float(value) - 1, float(value), float(value) + 1}
