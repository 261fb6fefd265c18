"""Every conversion, over all and split: by month of entry, source, campaign and attributes."""

from __future__ import annotations

from collections.abc import Iterator

from .conversion import measure_cohorts, measure_conversion
from .ground import Ground
from .labels import Labels
from .results import Conversion
from .shrunk import shrink_groups


def measure_conversions(ground: Ground) -> tuple[Conversion, ...]:
    """Measure all conversions that are asked for, each over all passes and over each split."""
    return tuple(
        row for a, b, consecutive in ground.pairs for row in _pair(ground, a, b, consecutive)
    )


def _pair(ground: Ground, a: str, b: str, consecutive: bool) -> Iterator[Conversion]:
    journey = ground.journey(a, b)
    yield measure_conversion(journey, (a, b), ground.question, consecutive=consecutive)
    yield from measure_cohorts(journey, (a, b), ground.question, consecutive=consecutive)
    for label in ground.splits(a):
        rows = list(_groups(ground, (a, b), label, consecutive))
        yield from shrink_groups(rows, ground.main_horizon)


def _groups(
    ground: Ground, names: tuple[str, str], label: Labels, consecutive: bool
) -> Iterator[Conversion]:
    journey = ground.journey(*names)
    for value, rows in label.groups(journey.place):
        yield measure_conversion(
            journey,
            names,
            ground.question,
            by={label.name: value},
            chosen=rows,
            consecutive=consecutive,
            not_known_at_entry=value is None and label.name in ground.question.by,
        )
