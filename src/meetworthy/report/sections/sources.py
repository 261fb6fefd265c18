"""Sources (and campaigns) by the leads that qualified, not by the leads that came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from meetworthy.measure.results import Cost, FunnelReport, NotYet, SourceRow
from meetworthy.report.figures import count, interval, money, percent, rate_text, share
from meetworthy.report.marks import Axis, axis_over, track_of
from meetworthy.report.names import EMPTY, Names, horizon_name
from meetworthy.report.tables import Cell, Column, Table, figures, split, unknown

MOST_ROWS = 12
"""Rows shown before the rest folds away; chosen by eye."""

MOST_STAGES = 4
"""Stages with a column of their own; the table of all numbers has every stage. By eye."""


@dataclass(frozen=True, slots=True)
class Sources:
    """A ranking: its first rows, the rest, its axis, and every number as a table."""

    what: str
    top: Table
    rest: Table | None
    axis: Axis
    all: Table
    step: str
    count: int

    @property
    def as_seen(self) -> bool:
        """Say whether any rate as seen is marked beside the one drawn towards the whole."""
        cells = [cell for row in self.top.rows for cell in row]
        return any(cell.track is not None and cell.track.raw is not None for cell in cells)


def sources(report: FunnelReport) -> Sources | None:
    """Return the ranking of sources; null where no source is known."""
    return _ranking(report, report.sources, "source") if report.sources else None


def campaigns(report: FunnelReport) -> Sources | None:
    """Return the ranking of campaigns; null where there are none."""
    return _ranking(report, report.campaigns, "campaign") if report.campaigns else None


def ranked(rows: Sequence[SourceRow]) -> tuple[SourceRow, ...]:
    """Return rows with the most qualified leads first; of equals the better rate, then the name."""
    return tuple(
        sorted(
            rows, key=lambda r: (-r.qualified, -(r.shrunk.rate if r.shrunk else 0), r.name or "")
        )
    )


def _ranking(report: FunnelReport, given: Sequence[SourceRow], what: str) -> Sources:
    rows, names = ranked(given), Names(report)
    axis = axis_over(r.shrunk.high for r in rows if r.shrunk)
    step = f"{names.step(rows[0].from_, rows[0].to)}, {_horizon(rows)}"
    top, rest = split(_main_table(report, rows, what, axis), MOST_ROWS)
    return Sources(what, top, rest, axis, _whole_table(report, rows, what), step, len(rows))


def _horizon(rows: Sequence[SourceRow]) -> str:
    """Return within what the rates are: all groups of a ranking have the same."""
    return horizon_name(next((r.shrunk.horizon_days for r in rows if r.shrunk), None))


def _stage_order(report: FunnelReport, rows: Sequence[SourceRow]) -> list[str]:
    known = {stage for row in rows for stage in row.entered}
    return [stage.stage for stage in report.stages if stage.stage in known]


def _few_stages(report: FunnelReport, rows: Sequence[SourceRow]) -> list[str]:
    order = _stage_order(report, rows)
    if len(order) <= MOST_STAGES:
        return order
    ends = [rows[0].from_, rows[0].to, order[-1]]
    spare = [s for s in order if s not in ends and order.index(s) > order.index(ends[0])]
    keep = {*ends, *spare[-(MOST_STAGES - len(ends)) :]}
    return [stage for stage in order if stage in keep]


def _cost_stage(report: FunnelReport, rows: Sequence[SourceRow], what: str) -> str:
    having = [c.stage for c in report.costs if c.by and what in c.by and c.per_entry is not None]
    return rows[0].to if rows[0].to in having or not having else having[0]


def name_cell(name: str | None) -> Cell:
    """Return the name of a group; an empty one is hollow."""
    return unknown(EMPTY) if name is None else Cell(name)


def _main_table(report: FunnelReport, rows: Sequence[SourceRow], what: str, axis: Axis) -> Table:
    names, stages = Names(report), _few_stages(report, rows)
    paid = _cost_stage(report, rows, what)
    costs = [_cost(report, {what: row.name}, paid) for row in rows]
    spent = any(cost is not None and cost.spend is not None for cost in costs)
    body = tuple(
        (
            name_cell(row.name),
            *(Cell(count(row.entered.get(stage, 0))) for stage in stages),
            _rate_cell(row, axis, names),
            *((_cost_cell(cost),) if spent else ()),
        )
        for row, cost in zip(rows, costs, strict=True)
    )
    columns = (
        Column(what),
        *figures(*(names.stage(stage) for stage in stages)),
        Column(f"{names.step(rows[0].from_, rows[0].to)}, shrunk", wide=True, axis=axis),
        *(figures(f"cost per {names.stage(paid)}") if spent else ()),
    )
    return Table(f"{what.capitalize()}s by qualified leads", columns, body)


def _rate_cell(row: SourceRow, axis: Axis, names: Names) -> Cell:
    if row.shrunk is None:
        return _no_rate(row, names)
    still = row.shrunk.horizon_days is None
    raw = row.rate if still else None
    seen = f"; seen so far: {percent(row.rate.rate)}" if row.rate else ""
    within = "" if still else f"{horizon_name(row.shrunk.horizon_days)}, "
    return Cell(
        percent(row.shrunk.rate),
        note=interval(row.shrunk),
        title=f"{within}of {count(row.entered.get(row.from_, 0))}{seen}",
        track=track_of(row.shrunk, axis, raw=raw),
    )


def _no_rate(row: SourceRow, names: Names) -> Cell:
    """Say why a group has no rate: nobody came that way, or too few for long enough."""
    if row.rate is None:
        return unknown(f"none reached {names.stage(row.from_)}")
    not_yet = [m.not_yet for m in row.mature if isinstance(m, NotYet)]
    seen = f"seen so far: {rate_text(row.rate)}"
    return unknown("too few for a rate", title=" ".join([*not_yet[:1], seen]))


def _cost_cell(cost: Cost | None) -> Cell:
    if cost is None or cost.spend is None:
        return unknown("no spend recorded", title=(cost.unknown or "") if cost else "")
    if cost.per_entry is None:
        return unknown("nobody entered", title=_cost_of(cost))
    return Cell(money(cost.per_entry, cost.currency), title=_cost_of(cost))


def _cost(report: FunnelReport, by: dict[str, str | None], stage: str) -> Cost | None:
    same = (c for c in report.costs if c.stage == stage and c.by is not None and dict(c.by) == by)
    return next(same, None)


def _cost_of(cost: Cost) -> str:
    return f"{money(cost.spend or 0.0, cost.currency)} / {count(cost.entered)} entered"


def _whole_table(report: FunnelReport, rows: Sequence[SourceRow], what: str) -> Table:
    names, stages = Names(report), _stage_order(report, rows)
    body = tuple(
        (
            name_cell(row.name),
            *(Cell(count(row.entered.get(stage, 0))) for stage in stages),
            _seen(row),
            Cell(rate_text(row.shrunk)) if row.shrunk else unknown("no rate yet"),
            _revenue(row),
        )
        for row in rows
    )
    columns = (
        Column(what),
        *figures(*(names.stage(stage) for stage in stages)),
        *figures("rate so far", "rate, shrunk", "revenue"),
    )
    return Table(f"{what.capitalize()}s, every number", columns, body)


def _seen(row: SourceRow) -> Cell:
    of = share(row.qualified, row.entered.get(row.from_, 0))
    return Cell(rate_text(row.rate), note=of) if row.rate else unknown("nobody entered")


def _revenue(row: SourceRow) -> Cell:
    missing = f"{count(row.won_without_amount)} won without an amount"
    note = missing if row.won_without_amount else ""
    if not row.revenue:
        return unknown("no amount recorded", title=note)
    text = ", ".join(money(m.amount, m.currency) for m in row.revenue)
    return Cell(text, note=note)
