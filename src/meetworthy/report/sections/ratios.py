"""Period ratios (the spreadsheet's formula), direct entries and impossible orders."""

from __future__ import annotations

from dataclasses import dataclass

from meetworthy.measure.results import DirectEntry, FunnelReport, ImpossibleOrder, PeriodRatio
from meetworthy.report.dates import month_name
from meetworthy.report.figures import count, ratio
from meetworthy.report.names import Names
from meetworthy.report.tables import Cell, Column, Table, figures, split, unknown, words

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
    steps = list(dict.fromkeys(step for _, step in cells))
    rows = tuple(
        (Cell(month_name(month)), *(_ratio_cell(cells.get((month, step))) for step in steps))
        for month in months
    )
    columns = (Column("month"), *figures(*(names.step(*step) for step in steps)))
    latest, earlier = split(Table("Period ratios", columns, rows), MOST_MONTHS)
    return Ratios(latest, earlier)


def _ratio_cell(r: PeriodRatio | None) -> Cell:
    if r is None:
        return unknown("none")
    of = f"{count(r.entered_to)} / {count(r.entered_from)}"
    return unknown("no ratio", title=of) if r.ratio is None else Cell(ratio(r.ratio), note=of)


def direct_entries(report: FunnelReport) -> Table | None:
    """Return who entered a stage without the one before; null where nobody did."""
    found = [entry for entry in report.direct_entries if entry.count]
    return _counted(report, found, "Direct entries") if found else None


def impossible_orders(report: FunnelReport) -> Table | None:
    """Return who entered a stage before the one that precedes it; null where nobody did."""
    found = [order for order in report.impossible_orders if order.count]
    return _counted(report, found, "Impossible orders") if found else None


def _counted(
    report: FunnelReport, found: list[DirectEntry] | list[ImpossibleOrder], caption: str
) -> Table:
    names = Names(report)
    rows = tuple(
        (Cell(names.stage(f.to)), Cell(names.stage(f.from_)), Cell(count(f.count)),
         Cell(ids=f.examples))
        for f in found
    )  # fmt: skip
    how = "without" if caption == "Direct entries" else "before"
    columns = (*words("entered", how), *figures("leads"), Column("examples", wide=True))
    return Table(caption, columns, rows)
