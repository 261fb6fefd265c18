"""Period ratios (the spreadsheet's formula), direct entries and impossible orders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from meetworthy.measure.results import DirectEntry, FunnelReport, ImpossibleOrder, PeriodRatio
from meetworthy.report.dates import month_name
from meetworthy.report.figures import HARD, count, ratio
from meetworthy.report.names import Names
from meetworthy.report.tables import Cell, Column, Table, figures, split, unknown, words

MOST_ENTRIES = 6
"""Rows of direct entries before the rest folds away; chosen by eye."""

MOST_IDS = 3
"""Ids shown as examples in a row; report.json has more. Chosen by eye."""

MOST_STEPS = 6
"""Steps with a column; report.json has all. Chosen by eye."""

MOST_MONTHS = 6
"""Months shown before the earlier ones fold away; chosen by eye."""


@dataclass(frozen=True, slots=True)
class Ratios:
    """Period ratios, latest month first; the earlier ones fold away."""

    latest: Table
    earlier: Table | None


def period_ratios(report: FunnelReport) -> Ratios | None:
    """Return the period ratios; null where there are none."""
    if not report.period_ratios:
        return None
    names = Names(report)
    cells = {(r.month, (r.from_, r.to)): r for r in report.period_ratios}
    months = sorted({month for month, _ in cells}, reverse=True)
    steps = _steps(report)
    rows = tuple(
        (Cell(month_name(month)), *(_ratio_cell(cells.get((month, step))) for step in steps))
        for month in months
    )
    columns = (Column("month"), *figures(*(names.step(*step) for step in steps)))
    latest, earlier = split(Table("Period ratios", columns, rows), MOST_MONTHS)
    return Ratios(latest, earlier)


def _steps(report: FunnelReport) -> list[tuple[str, str]]:
    """Return the next steps first, then the others, as many as there is room for."""
    nexts = {(c.from_, c.to) for c in report.conversions if c.consecutive}
    steps = dict.fromkeys((r.from_, r.to) for r in report.period_ratios)
    return sorted(steps, key=lambda step: step not in nexts)[:MOST_STEPS]


def _ratio_cell(r: PeriodRatio | None) -> Cell:
    if r is None:
        return unknown("no entries")
    of = f"{count(r.entered_to)}{HARD}/{HARD}{count(r.entered_from)}"
    return unknown(of) if r.ratio is None else Cell(ratio(r.ratio), note=of)


def direct_entries(report: FunnelReport) -> tuple[Table, Table | None] | None:
    """Return who entered a stage without an earlier one, the next steps first; null: nobody."""
    nexts = {(c.from_, c.to) for c in report.conversions if c.consecutive}
    found = [entry for entry in report.direct_entries if entry.count]
    found.sort(key=lambda entry: ((entry.from_, entry.to) not in nexts, -entry.count))
    return (
        split(_counted(report, found, "Direct entries", "without"), MOST_ENTRIES) if found else None
    )


def impossible_orders(report: FunnelReport) -> tuple[Table, Table | None] | None:
    """Return who entered a stage before one that precedes it; null where nobody did."""
    found = [order for order in report.impossible_orders if order.count]
    return (
        split(_counted(report, found, "Impossible orders", "before"), MOST_ENTRIES)
        if found
        else None
    )


def _counted(
    report: FunnelReport, found: Sequence[DirectEntry | ImpossibleOrder], caption: str, how: str
) -> Table:
    names = Names(report)
    rows = tuple(
        (Cell(names.stage(f.to)), Cell(names.stage(f.from_)), Cell(count(f.count)),
         Cell(ids=f.examples[:MOST_IDS]))
        for f in found
    )  # fmt: skip
    columns = (*words("entered", how), *figures("leads"), Column("examples", wide=True))
    return Table(caption, columns, rows)
