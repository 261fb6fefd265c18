"""Rows of the leads page as they are shown."""

from __future__ import annotations

import math
from dataclasses import dataclass

from django.utils.translation import gettext as _

from meetworthy.app.judging.listing import Row
from meetworthy.app.pages.names import Names
from meetworthy.app.pages.saying import points_text

_MOST_CHIPS = 2
"""So many unknowns are named in a row, then counted; chosen by eye."""

_SCALE = 2.0
"""A score's meter reaches to twice the threshold; chosen by eye."""

_NO_THRESHOLD = 100.0
"""The end of the meter where a definition has no threshold; chosen by eye."""


@dataclass(frozen=True, slots=True)
class Meter:
    """A score on its meter, in percent: known, reachable beyond, and where the threshold is."""

    known: float
    low: float
    reach: float
    threshold: float | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A row with its words."""

    of: Row
    who: str
    about: str
    score: str
    reach: str
    stage: str
    reason: str
    meter: Meter
    threshold: float | None
    verdict: str
    unknown: tuple[str, ...]
    further: int

    @property
    def is_over(self) -> bool:
        """Whether the known score reaches the threshold."""
        return self.threshold is not None and self.of.score >= self.threshold

    @property
    def is_open_ended(self) -> bool:
        """Whether answers could raise the score."""
        return self.of.score_high > self.of.score + 0.5


def shown(row: Row, names: Names) -> Shown:
    """Return a row as shown."""
    threshold = names.definition.threshold
    unknown = _unknown(row, names)
    return Shown(
        of=row,
        who=row.name or row.email,
        about=" · ".join(filter(None, (row.title, row.company or row.domain))),
        score=whole_text(row.score, threshold),
        reach=points_text(round(row.score_high)),
        stage=names.stage(row.stage) if row.stage else "",
        reason=names.reason(row.reason) if row.reason else "",
        meter=meter_of(row.score, row.score_low, row.score_high, threshold),
        threshold=threshold,
        verdict=row.verdict.upper() if row.verdict != "cold" else row.verdict,
        unknown=tuple(unknown[:_MOST_CHIPS]),
        further=max(len(unknown) - _MOST_CHIPS, 0),
    )


def _unknown(row: Row, names: Names) -> list[str]:
    """Return what nobody asked about yet, in one word where that is everything."""
    slugs = row.unknown.split()
    if slugs and len(slugs) == len(names.criteria):
        return [_("nothing asked yet")]
    return [names.criterion(slug) for slug in slugs]


def whole_text(score: float, threshold: float | None) -> str:
    """Return a score in whole points, never on the other side of its threshold."""
    near = round(score)
    if threshold is not None and score < threshold <= near:
        near = math.ceil(threshold) - 1
    return points_text(near)


def meter_of(score: float, low: float, high: float, threshold: float | None) -> Meter:
    """Return a score's meter: what is known is solid, what answers could add is hollow."""
    end = _SCALE * threshold if threshold and threshold > 0 else _NO_THRESHOLD

    def at(value: float) -> float:
        return round(100 * min(max(value / end, 0.0), 1.0), 1)

    mark = None if threshold is None else at(threshold)
    return Meter(at(score), at(low), round(at(high) - at(score), 1), mark)
