"""How long each step takes: a curve with its interval, and its quartiles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from meetworthy.measure.results import FunnelReport, Velocity
from meetworthy.report.charts.curves import curve_spec, day_ticks, until_settled
from meetworthy.report.charts.draw import Drawn, draw_at_widths
from meetworthy.report.figures import bare_days, count, days, interval, percent
from meetworthy.report.marks import axis_over
from meetworthy.report.names import Names, group_name
from meetworthy.report.tables import Cell, Table, figures, unknown, words

MOST_CHARTS = 6
"""Curves drawn; the other steps stand in the table of quartiles. Chosen by eye."""


@dataclass(frozen=True, slots=True)
class Curve:
    """One step: what its quartiles say, the curve for two widths, and as a table."""

    title: str
    median: str
    quarters: str
    of: str
    not_yet: str
    cut: str
    drawn: Drawn
    says: str
    table: Table


@dataclass(frozen=True, slots=True)
class Velocities:
    """The curves and the quartiles of all steps and groups."""

    curves: tuple[Curve, ...]
    quartiles: Table


def velocity(report: FunnelReport) -> Velocities:
    """Return the section of velocity: the steps that have quartiles first."""
    whole = [v for v in report.velocity if v.by is None and v.curve]
    drawn = sorted(whole, key=lambda v: v.median_days is None)[:MOST_CHARTS]
    curves = tuple(_curve(report, v, alone=len(drawn) == 1) for v in drawn)
    return Velocities(curves, _quartiles(report))


def _curve(report: FunnelReport, v: Velocity, *, alone: bool) -> Curve:
    axis = axis_over(point.high for point in v.curve)
    few = report.settings.enough_followed
    end = v.curve[-1]
    return Curve(
        title=Names(report).step(v.from_, v.to),
        median="" if v.median_days is None else days(v.median_days),
        quarters=_quarters(v),
        of=_of(v),
        not_yet=v.not_yet or "",
        drawn=draw_at_widths(
            lambda width: curve_spec(
                v.curve, axis=axis, quartiles=_marked(v), few=few, width=width
            ),
            alone=alone,
        ),
        cut=_cut(v),
        says=f"By day {bare_days(end.day)}, {percent(end.rate)} ({interval(end)}) have converted.",
        table=_table(report, v),
    )


def _cut(v: Velocity) -> str:
    shown, whole = until_settled(v.curve)[-1], v.curve[-1]
    if shown.day >= whole.day:
        return ""
    return f"Drawn to day {bare_days(shown.day)} of {bare_days(whole.day)}; little happens after."


def _marked(v: Velocity) -> list[tuple[float, float]]:
    """Return the days of the quartiles with the rate reached then."""
    days_of = (v.q25_days, v.median_days, v.q75_days)
    return [(day, _rate_on(v, day)) for day in days_of if day is not None]


def _rate_on(v: Velocity, day: float) -> float:
    return next((p.rate for p in reversed(v.curve) if p.day <= day), 0.0)


def _quarters(v: Velocity) -> str:
    parts = []
    if v.q25_days is not None:
        parts.append(f"a quarter within {days(v.q25_days)}")
    if v.q75_days is not None:
        parts.append(f"three quarters within {days(v.q75_days)}")
    return ", ".join(parts)


def _of(v: Velocity) -> str:
    within = f" of those who convert within {days(v.within_days)}" if v.within_days else ""
    return f"{within}; {count(v.converted)} have so far".lstrip("; ")


def _table(report: FunnelReport, v: Velocity) -> Table:
    few = report.settings.enough_followed
    ticks = day_ticks(v.curve[-1].day, 12)
    rows = tuple(
        (
            Cell(bare_days(day)),
            Cell(percent(point.rate), state="" if point.at_risk >= few else "open"),
            Cell(interval(point)),
            Cell(count(point.at_risk)),
        )
        for day in ticks
        if (point := next((p for p in reversed(v.curve) if p.day <= day), None))
    )
    columns = figures("day", "converted by then", "95 % interval", "still followed")
    return Table(f"{Names(report).step(v.from_, v.to)} by day since entry", columns, rows)


def _quartiles(report: FunnelReport) -> Table:
    names = Names(report)
    rows = tuple(
        (
            Cell(names.step(v.from_, v.to)),
            Cell(group_name(v.by)),
            Cell(count(v.converted)),
            *(_days_cell(d, v) for d in (v.q25_days, v.median_days, v.q75_days)),
            unknown("no limit") if v.within_days is None else Cell(days(v.within_days)),
        )
        for v in _in_order(report.velocity)
    )
    columns = (
        *words("step", "of"),
        *figures("converted", "a quarter within", "half within", "three quarters within"),
        *figures("of those who convert within"),
    )
    return Table("Days from stage to stage", columns, rows)


def _in_order(velocities: Sequence[Velocity]) -> list[Velocity]:
    return sorted(velocities, key=lambda v: v.by is not None)


def _days_cell(number: float | None, v: Velocity) -> Cell:
    return unknown("not yet", title=v.not_yet or "") if number is None else Cell(days(number))
