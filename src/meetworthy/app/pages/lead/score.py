"""Why a score is what it is: each rule's points as a bar, with its facts and its fading."""

from __future__ import annotations

from dataclasses import dataclass

from meetworthy.app.judging.one import Seen
from meetworthy.definition import expression as ex
from meetworthy.definition.language import BehaviourRule, Definition, FitRule
from meetworthy.judge.attributes import Attributes
from meetworthy.judge.interpreter import Part
from meetworthy.judge.score import Sum
from meetworthy.model.fact import Fact

from .stated import value_text

SHOWN = 0.05
"""Points under this are not worth a line of their own; as in the written explanation."""

_WAS = 0.5
"""What faded by less than this is not said; chosen by eye."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of the score as drawn; lengths are percent of the longest."""

    slug: str
    label: str
    points: float
    solid: float
    faded: float = 0.0
    was: float | None = None
    is_capped: bool = False
    is_unknown: bool = False
    could: float = 0.0
    told: str = ""  # the values that a fit rule went by
    half_life_days: float | None = None
    faded_at: int | None = None
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """The parts of a score that count, those unknown, and those that give nothing now."""

    bars: tuple[Bar, ...]
    unknown: tuple[Bar, ...]
    nothing: tuple[Bar, ...]


def score_of(seen: Seen, attributes: Attributes) -> Score:
    """Return a lead's score in its parts, largest first."""
    scale = _scale(seen)
    bars = [_bar(part, seen, attributes, scale) for part in seen.judgement.parts]
    counting = [bar for bar in bars if not bar.is_unknown and abs(bar.points) >= SHOWN]
    return Score(
        tuple(sorted(counting, key=lambda bar: -bar.points)),
        tuple(bar for bar in bars if bar.is_unknown),
        tuple(bar for bar in bars if not bar.is_unknown and abs(bar.points) < SHOWN),
    )


def _scale(seen: Seen) -> float:
    positive = sum(part.points for part in seen.judgement.parts if part.points > 0)
    return max(positive, seen.definition.threshold or 0.0, 1.0)


def _bar(part: Part, seen: Seen, attributes: Attributes, scale: float) -> Bar:
    rule = _rule(seen.definition, part.rule)
    solid = round(100 * min(abs(part.points) / scale, 1.0), 1)
    if isinstance(rule, BehaviourRule):
        return _behaviour_bar(part, rule, seen, scale, solid)
    return Bar(
        part.rule,
        part.label,
        part.points,
        solid,
        is_unknown=part.unknown,
        could=rule.points if rule and part.unknown else 0.0,
        told=_told(rule, attributes, seen.definition) if rule else "",
    )


def _behaviour_bar(part: Part, rule: BehaviourRule, seen: Seen, scale: float, solid: float) -> Bar:
    total = Sum(rule)
    for fact in part.facts:
        total.add(fact.occurred_at, seen.definition.zone)
    was = total.read(total.last) if part.facts else 0.0
    under = total.unclipped(seen.judgement.at) if part.facts else 0.0
    has_faded = abs(was) - abs(part.points) >= _WAS
    return Bar(
        part.rule,
        part.label,
        part.points,
        solid,
        faded=round(100 * (abs(was) - abs(part.points)) / scale, 1) if has_faded else 0.0,
        was=was if has_faded else None,
        is_capped=rule.cap is not None and abs(under) > rule.cap,
        half_life_days=None if rule.half_life is None else rule.half_life / 86_400_000_000,
        faded_at=part.faded_at,
        facts=tuple(reversed(part.facts)),
    )


def _rule(definition: Definition, slug: str) -> FitRule | BehaviourRule | None:
    rules: tuple[FitRule | BehaviourRule, ...] = (*definition.fit, *definition.behaviour)
    return next((rule for rule in rules if rule.slug == slug), None)


def _told(rule: FitRule, attributes: Attributes, definition: Definition) -> str:
    """Return the values that a fit rule went by, as stated."""
    values = []
    for name in sorted(ex.attributes_in(rule.when.expression)):
        declared = definition.attributes.get(name)
        said = None if declared is None else attributes.stated(declared)
        if said is not None:
            values.append(value_text(said[1]))
    return ", ".join(values)
