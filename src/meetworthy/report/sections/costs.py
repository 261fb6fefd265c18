"""What one entry into a stage cost, and where that can't be said."""

from __future__ import annotations

from meetworthy.measure.results import Cost, FunnelReport
from meetworthy.report.figures import DASH, count, money
from meetworthy.report.names import Names, group_name
from meetworthy.report.tables import Cell, Table, figures, split, unknown, words

SCOPES = {"channel": "channel spend", "all": "all expense"}
MOST_ROWS = 12
"""Rows shown before the rest folds away; chosen by eye."""


def costs(report: FunnelReport) -> tuple[Table, Table | None] | None:
    """Return what entries cost, the whole first, and the rest; null where no cost was asked."""
    if not report.costs:
        return None
    names = Names(report)
    stages = [stage.stage for stage in report.stages]
    place = {stage: number for number, stage in enumerate(stages)}
    order = sorted(
        report.costs,
        key=lambda c: (c.by is not None, place.get(c.stage, len(place)), c.per_entry is None),
    )
    columns = (
        *words("of", "by"),
        *figures("spend", "entered", "per entry", "between"),
        *words("period"),
    )
    rows = tuple(_row(names, cost) for cost in order)
    return split(Table("Costs", columns, rows), MOST_ROWS)


def has_spend(report: FunnelReport) -> bool:
    """Say whether any spend was recorded."""
    return any(cost.spend is not None or cost.per_entry is not None for cost in report.costs)


def _row(names: Names, cost: Cost) -> tuple[Cell, ...]:
    return (
        Cell(names.stage(cost.stage), note=group_name(cost.by)),
        Cell(SCOPES.get(cost.scope, cost.scope)),
        _spend(cost),
        Cell(count(cost.entered)),
        *_per_entry(cost),
        _period(cost),
    )


def _spend(cost: Cost) -> Cell:
    if cost.spend is None:
        return unknown(cost.unknown or "no spend recorded")
    return Cell(money(cost.spend, cost.currency))


def _per_entry(cost: Cost) -> tuple[Cell, Cell]:
    if cost.per_entry is None:
        why = "" if cost.spend is None else cost.unknown or ""
        return unknown(why or "unknown"), Cell()
    per = Cell(money(cost.per_entry, cost.currency))
    if cost.low is None or cost.high is None:
        return per, unknown("not known")
    return per, Cell(f"{money(cost.low, None).split()[0]}{DASH}{money(cost.high, None).split()[0]}")


def _period(cost: Cost) -> Cell:
    if cost.from_ is None or cost.until is None:
        return unknown("no period")
    return Cell(f"{cost.from_}{DASH}{cost.until}", title="the first day, and the first day after")
