"""What came of each source and campaign: volume at every stage, the rate, the money."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from .ground import Ground
from .labels import Labels
from .results import Conversion, SourceRow
from .revenue import Won, measure_revenue


def measure_sources(
    ground: Ground, label: Labels, conversions: Sequence[Conversion]
) -> tuple[SourceRow, ...]:
    """Put together one row for each value of a label, most qualified leads first.

    ``conversions`` holds the main conversion split by this label, as already measured.
    """
    pair = ground.main_pair
    if pair is None or not label.says_anything:
        return ()
    measured = {
        row.by[label.name]: row
        for row in conversions
        if row.by is not None and label.name in row.by and (row.from_, row.to) == pair
    }
    rows = _rows(ground, label, pair, measured)
    return tuple(sorted(rows, key=lambda row: (-row.qualified, -_first(row), row.name or "")))


def _first(row: SourceRow) -> int:
    return max(row.entered.values(), default=0)


def _rows(
    ground: Ground,
    label: Labels,
    pair: tuple[str, str],
    measured: dict[str | None, Conversion],
) -> Iterator[SourceRow]:
    revenue = measure_revenue(ground, label)
    counts = {
        stage: np.bincount(label.code[ground.entered(stage)], minlength=len(label.values))
        for stage in ground.funnel.stages
    }
    shown = set(label.largest())
    for code, name in enumerate(label.values):
        entered = {stage: int(count[code]) for stage, count in counts.items()}
        if code not in shown or not any(entered.values()):
            continue
        row, won = measured.get(name), revenue.get(name, Won())
        yield SourceRow(
            name,
            entered,
            *pair,
            entered[pair[1]],
            row.so_far if row else None,
            row.shrunk if row else None,
            row.mature if row else (),
            won.money,
            won.without_amount,
        )
