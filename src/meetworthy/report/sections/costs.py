"""What one entry into each stage cost: a row for each source, a column for each stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from meetworthy.measure.results import Cost, FunnelReport
from meetworthy.report.figures import DASH, bare_money, money, plural
from meetworthy.report.names import EMPTY, Names
from meetworthy.report.tables import Cell, Column, Table, figures, split, unknown

WHOLE = {"channel": "all channel spend", "all": "all marketing and sales expense"}
MOST_ROWS = 14
"""Rows shown before the rest folds away; chosen by eye."""


@dataclass(frozen=True, slots=True)
class Costs:
    """The costs, the rest of them, and the period that the spend is of."""

    top: Table
    rest: Table | None
    period: str
    not_known: tuple[tuple[str, str], ...]  # why, and of which


def costs(report: FunnelReport) -> Costs | None:
    """Return what entries cost; null where no spend is recorded.

    Campaigns are left out: what they cost stands beside what came of them.
    """
    asked = [c for c in report.costs if c.by is None or set(c.by) == {"source"}]
    if not any(cost.spend is not None or cost.per_entry is not None for cost in asked):
        return None
    stages = [s.stage for s in report.stages if any(c.stage == s.stage for c in asked)]
    names = Names(report)
    columns = (Column("spend of"), *figures("spend"), *figures(*map(names.stage, stages)))
    known, without = _groups(asked)
    rows = tuple(_row(group, stages) for group in known)
    top, rest = split(Table("Cost per entry into each stage", columns, rows), MOST_ROWS)
    return Costs(top, rest, _period(asked), _not_known(without))


def _groups(asked: Sequence[Cost]) -> tuple[list[list[Cost]], list[list[Cost]]]:
    """Return what has one row each: those with spend, and those without."""
    groups: dict[tuple[str, ...], list[Cost]] = {}
    for cost in sorted(asked, key=lambda c: (c.by is not None, c.scope != "channel")):
        groups.setdefault((cost.scope, *map(str, (cost.by or {}).values())), []).append(cost)
    known = [g for g in groups.values() if any(c.spend is not None for c in g)]
    return known, [g for g in groups.values() if g not in known]


def _not_known(groups: Sequence[Sequence[Cost]]) -> tuple[tuple[str, str], ...]:
    reasons: dict[str, list[str]] = {}
    for group in groups:
        why = group[0].unknown or "No spend is recorded."
        reasons.setdefault(why, []).append(_name(group[0]).text)
    return tuple((why.rstrip("."), ", ".join(of)) for why, of in reasons.items())


def _row(group: Sequence[Cost], stages: Sequence[str]) -> tuple[Cell, ...]:
    spent = next((c for c in group if c.spend is not None), group[0])
    of_stage = {cost.stage: cost for cost in group}
    return _name(spent), _spend(spent), *(_per_entry(of_stage.get(s)) for s in stages)


def _name(cost: Cost) -> Cell:
    if cost.by is None:
        return Cell(WHOLE.get(cost.scope, cost.scope))
    (name,) = cost.by.values()
    return unknown(EMPTY) if name is None else Cell(name)


def _spend(cost: Cost) -> Cell:
    if cost.spend is None:
        return unknown("not known", title=cost.unknown or "")
    return Cell(money(cost.spend, cost.currency), title=f"{cost.from_} to before {cost.until}")


def _per_entry(cost: Cost | None) -> Cell:
    if cost is None:
        return unknown("not asked")
    if cost.per_entry is None:
        return unknown("unknown" if cost.entered else "nobody entered", title=cost.unknown or "")
    between = ""
    if cost.low is not None and cost.high is not None:
        between = f"{bare_money(cost.low)}{DASH}{bare_money(cost.high)}, "
    return Cell(
        money(cost.per_entry, cost.currency),
        note=f"{between}{plural(cost.entered, 'entered', 'entered')}",
    )


def _period(asked: Sequence[Cost]) -> str:
    starts = {(c.from_, c.until) for c in asked if c.from_ is not None and c.until is not None}
    if len(starts) != 1:
        return ""
    ((start, until),) = starts
    return f"{start} to before {until}"
