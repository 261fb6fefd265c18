"""Entries into B in a month over entries into A in that month: the spreadsheet's formula."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from .calendar import month_numbers, month_text
from .ground import Ground
from .results import PeriodRatio


def measure_period_ratios(ground: Ground) -> tuple[PeriodRatio, ...]:
    """Count entries of all passes by month, and divide; null where nothing entered A."""
    if ground.question.undated:
        return ()
    months = {stage: _by_month(ground, stage) for stage in ground.funnel.stages}
    return tuple(
        row
        for a, b, consecutive in ground.pairs
        if (consecutive or (a, b) == ground.main_pair) and a in months and b in months
        for row in _ratios(a, b, months[a], months[b])
    )


def _ratios(
    a: str, b: str, entered_a: Mapping[int, int], entered_b: Mapping[int, int]
) -> Iterator[PeriodRatio]:
    for month in sorted({*entered_a, *entered_b}):
        above, below = entered_b.get(month, 0), entered_a.get(month, 0)
        ratio = above / below if below else None
        yield PeriodRatio(a, b, month_text(month), below, above, ratio)


def _by_month(ground: Ground, stage: str) -> dict[int, int]:
    table = ground.store.table(_ENTRIES, [stage, ground.question.start])
    months = month_numbers(np.asarray(table["at"].to_numpy(), np.int64), ground.question.zone)
    found, counts = np.unique(months, return_counts=True)
    return {int(month): int(count) for month, count in zip(found, counts, strict=True)}


_ENTRIES = """
SELECT * FROM (
    SELECT min("at") AS "at" FROM entries WHERE stage = ? GROUP BY lead, "pass"
) WHERE "at" >= ?
"""
