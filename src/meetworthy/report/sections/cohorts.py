"""Conversion by month of entry, with the maturity of each month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from meetworthy.measure.results import (
    Benchmark,
    Conversion,
    FunnelReport,
    LateRecording,
    MatureRate,
    NotYet,
)
from meetworthy.report.charts.cohorts import Behind, CohortMark, cohort_spec
from meetworthy.report.charts.draw import Drawn, draw_at_widths
from meetworthy.report.dates import MONTHS, month_name
from meetworthy.report.figures import band_text, count, plural
from meetworthy.report.marks import axis_over, edges
from meetworthy.report.names import ASSERTED, Names, horizon_name
from meetworthy.report.tables import Cell, Table, figures, words

from .benchmarks import beside, chosen
from .conversions import at_horizon, horizon_columns, horizon_for, rate_cell

MOST_CHARTS = 6
"""Steps drawn by month; the others are in report.json. Chosen by eye."""

ENOUGH_MONTHS = 1 / 3
"""The part of the months that must have a rate for a chart to be worth its room. By eye."""

ENOUGH_CONVERTED = 10
"""Fewer conversions in all say nothing by month; as few as have no quartiles. By eye."""

MOST_MONTHS = 24
"""Months drawn: the last two years; the table has all of them. Chosen by eye."""


@dataclass(frozen=True, slots=True)
class CohortChart:
    """One step by month: drawn for a wide and for a narrow page, and as a table."""

    title: str
    horizon: str
    drawn: Drawn
    says: str
    notes: tuple[str, ...]
    table: Table


@dataclass(frozen=True, slots=True)
class Cohorts:
    """The steps drawn by month; those with too few a month; those that report.json has."""

    charts: tuple[CohortChart, ...]
    too_few: tuple[str, ...]
    not_drawn: int


def cohorts(report: FunnelReport) -> Cohorts:
    """Return the section of cohorts; empty where no conversion is by month."""
    steps, names = _by_month(report), Names(report)
    order = sorted(steps, key=lambda step: _rank(report, steps[step]))
    telling = [step for step in order if _says_something(steps[step])]
    drawn = telling[:MOST_CHARTS]
    main = _main_step(report)
    few = [s for s in order if s not in telling and (s == main or steps[s][0].consecutive)]
    return Cohorts(
        charts=tuple(_chart(report, steps[step], alone=len(drawn) == 1) for step in drawn),
        too_few=tuple(names.step(*step) for step in few),
        not_drawn=len(order) - len(drawn) - len(few),
    )


def _main_step(report: FunnelReport) -> tuple[str, str] | None:
    """Return the conversion by which sources are ranked, which is the one asked for most."""
    return next(((row.from_, row.to) for row in report.sources), None)


def _rank(report: FunnelReport, rows: Sequence[Conversion]) -> tuple[bool, bool, bool]:
    """Put the main step first, then the next steps, then those beside a benchmark."""
    step = rows[0]
    main = (step.from_, step.to) == _main_step(report)
    return not main, not step.consecutive, not beside(report, step.from_, step.to)


def _by_month(report: FunnelReport) -> dict[tuple[str, str], list[Conversion]]:
    steps: dict[tuple[str, str], list[Conversion]] = {}
    for c in report.conversions:
        if c.cohort is not None and c.by is None and not c.to.endswith(ASSERTED):
            steps.setdefault((c.from_, c.to), []).append(c)
    return {step: sorted(rows, key=lambda c: c.cohort or "") for step, rows in steps.items()}


def _horizon(rows: Sequence[Conversion], horizons_days: Sequence[int]) -> int | None:
    """Return the horizon to draw; where half of the months can't be said, what says most."""
    chosen = horizon_for(rows, horizons_days)
    return chosen or max(horizons_days, key=lambda days: (_known(rows, days), -days), default=None)


def _known(rows: Sequence[Conversion], days: int) -> int:
    return sum(isinstance(at_horizon(c, days), MatureRate) for c in rows)


def _says_something(rows: Sequence[Conversion]) -> bool:
    """Say whether enough of the months drawn have a rate at any horizon, and somebody in it."""
    months = rows[-MOST_MONTHS:]
    if sum(c.converted for c in months) < ENOUGH_CONVERTED:
        return False
    known = sum(any(isinstance(m, MatureRate) for m in c.mature) for c in months)
    return known >= ENOUGH_MONTHS * len(months)


def _chart(report: FunnelReport, all_rows: Sequence[Conversion], *, alone: bool) -> CohortChart:
    rows = all_rows[-MOST_MONTHS:]
    step, names = rows[0], Names(report)
    days = _horizon(rows, report.settings.horizons_days)
    marks = tuple(_marks(rows, days))
    behind = chosen(report, step.from_, step.to)
    axis = axis_over((*(m.high for m in marks), *edges(behind)))
    bands = [_behind(b, axis.top) for b in behind]
    late = _late(report, step)
    dead = _months_before(late, rows)
    return CohortChart(
        title=names.step(step.from_, step.to),
        horizon=horizon_name(days),
        drawn=draw_at_widths(
            lambda width: cohort_spec(
                marks, axis=axis, behind=bands, dead_before=dead, width=width
            ),
            alone=alone,
        ),
        says=_says(marks, days),
        notes=tuple(_notes(report, rows, all_rows, days, late)),
        table=_table(report, all_rows),
    )


def _behind(benchmark: Benchmark, top: float) -> Behind:
    """Return a band for the chart; without an upper edge it reaches the top."""
    high = top if benchmark.high is None else benchmark.high
    label = f"{benchmark.label} {band_text(benchmark.low, benchmark.high)}"
    return Behind(benchmark.low or 0.0, high, label)


def _marks(rows: Sequence[Conversion], days: int | None) -> list[CohortMark]:
    marks, year_before = [], ""
    for c in rows:
        year, _, month = (c.cohort or "").partition("-")
        label = MONTHS[int(month) - 1] if month.isdigit() else c.cohort or ""
        shown = year if year != year_before else ""
        year_before = year
        rate = at_horizon(c, days)
        if isinstance(rate, MatureRate):
            marks.append(
                CohortMark(label, shown, rate.rate, rate.low, rate.high, not rate.complete)
            )
        else:
            marks.append(CohortMark(label, shown, None))
    return marks


def _late(report: FunnelReport, step: Conversion) -> LateRecording | None:
    same = (r for r in report.late_recording if r.to == step.to)
    return next(same, None)


def _months_before(late: LateRecording | None, rows: Sequence[Conversion]) -> int | None:
    """Count the months that began before recording did: their early days are missing."""
    if late is None:
        return None
    return sum((c.cohort or "") < late.first_to[:7] for c in rows) or None


def _says(marks: Sequence[CohortMark], days: int | None) -> str:
    mature = sum(m.rate is not None and not m.open for m in marks)
    still = sum(m.rate is not None and m.open for m in marks)
    not_yet = sum(m.rate is None for m in marks)
    return (
        f"{plural(len(marks), 'month')}, {horizon_name(days)}: {count(mature)} mature, "
        f"{count(still)} still open, {count(not_yet)} not yet to be said."
    )


def _notes(
    report: FunnelReport,
    rows: Sequence[Conversion],
    all_rows: Sequence[Conversion],
    days: int | None,
    late: LateRecording | None,
) -> list[str]:
    notes = []
    if late is not None:
        to = Names(report).stage(late.to)
        notes.append(
            f"{to[:1].upper()}{to[1:]} is recorded only from {late.first_to} on: "
            "months before look dead and are not."
        )
    why = {c.cohort: r.not_yet for c in rows if isinstance(r := at_horizon(c, days), NotYet)}
    if why:
        month, reason = next(reversed(why.items()))
        notes.append(f"Not yet, {month_name(month or '')}: {reason}")
    if len(all_rows) > len(rows):
        notes.append(f"The last {len(rows)} months are drawn; the table has all {len(all_rows)}.")
    return notes


def _table(report: FunnelReport, rows: Sequence[Conversion]) -> Table:
    names = Names(report)
    body = tuple(
        (
            Cell(month_name(c.cohort or "")),
            Cell(count(c.entered)),
            Cell(count(c.converted)),
            Cell(count(c.left)),
            Cell(count(c.open), state="open" if c.open else ""),
            rate_cell(c.so_far),
            *(rate_cell(at_horizon(c, days)) for days in report.settings.horizons_days),
        )
        for c in rows
    )
    columns = (
        *words("entered in"),
        *figures("entered", "converted", "left", "still open", "so far"),
        *figures(*horizon_columns(report)),
    )
    step = names.step(rows[0].from_, rows[0].to)
    return Table(f"{step} by month of entry", columns, body)
