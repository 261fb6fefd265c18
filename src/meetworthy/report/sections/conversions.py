"""Conversions within a horizon: a dot, its interval, and the benchmark band behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from meetworthy.measure.results import Conversion, FunnelReport, MatureRate, NotYet, Rate
from meetworthy.report.figures import count, interval, percent, rate_text, share
from meetworthy.report.marks import Axis, Band, Track, axis_over, edges, track_of
from meetworthy.report.names import Names, horizon_name
from meetworthy.report.tables import Cell, Table, figures, unknown, words

from .benchmarks import bands, beside

FEW_STEPS = 2
"""With so few steps every horizon is shown at once instead of one at a time; chosen by eye."""


MAIN_HORIZON_DAYS = 60
"""The horizon of the headline, and so what the page shows first."""


@dataclass(frozen=True, slots=True)
class Row:
    """One rate: its label, its figure and what it is of, or why it can't be said yet."""

    label: str
    figure: str
    between: str
    of: str
    track: Track | None
    not_yet: str
    bands: tuple[Band, ...]
    folds: bool  # to a later stage than the next, and beside no benchmark


@dataclass(frozen=True, slots=True)
class Panel:
    """The rates of one horizon (or of one step, where there are few), on one axis."""

    key: str
    title: str
    axis: Axis
    rows: tuple[Row, ...]

    @property
    def shown(self) -> tuple[Row, ...]:
        """Return the next steps, and later ones that stand beside a benchmark."""
        return tuple(row for row in self.rows if not row.folds)

    @property
    def folded(self) -> tuple[Row, ...]:
        """Return the rest."""
        return tuple(row for row in self.rows if row.folds)


@dataclass(frozen=True, slots=True)
class Conversions:
    """All steps; ``tabs``: one panel is shown at a time, the first being ``chosen``."""

    panels: tuple[Panel, ...]
    tabs: bool
    chosen: str
    table: Table

    @property
    def chosen_bands(self) -> bool:
        """Say whether a chosen benchmark stands behind any rate."""
        return any(not b.context for p in self.panels for row in p.rows for b in row.bands)

    @property
    def context_bands(self) -> bool:
        """Say whether published figures stand under any rate as context."""
        return any(b.context for p in self.panels for row in p.rows for b in row.bands)


def whole_steps(report: FunnelReport) -> tuple[Conversion, ...]:
    """Return the conversions over all leads and all months, next stages first."""
    whole = [c for c in report.conversions if c.by is None and c.cohort is None]
    return tuple(sorted(whole, key=lambda c: not c.consecutive))


def conversions(report: FunnelReport) -> Conversions:
    """Return the section of conversions."""
    steps = whole_steps(report)
    few = len(steps) <= FEW_STEPS
    panels = _by_step(report, steps) if few else _by_horizon(report, steps)
    return Conversions(panels, not few, _main_panel(report, steps), _table(report, steps))


def at_horizon(conversion: Conversion, days: int | None) -> MatureRate | NotYet | Rate | None:
    """Return what is said of a conversion within a horizon; null days: so far."""
    if days is None:
        return conversion.so_far
    return next((m for m in conversion.mature if m.horizon_days == days), None)


def main_horizon(report: FunnelReport) -> int | None:
    """Return the horizon to show first: one at which half of the next steps can be said."""
    steps = [c for c in whole_steps(report) if c.consecutive] or list(whole_steps(report))
    return horizon_for(steps, report.settings.horizons_days)


def horizon_for(rows: Sequence[Conversion], horizons_days: Sequence[int]) -> int | None:
    """Return the horizon nearest to 60 days at which at least half of the rows can be said.

    The headline speaks of 60 days where it can (that is `measure`'s choice).  Null: none.
    """
    for days in sorted(horizons_days, key=lambda d: (abs(d - MAIN_HORIZON_DAYS), d)):
        known = sum(isinstance(at_horizon(c, days), MatureRate) for c in rows)
        if rows and 2 * known >= len(rows):
            return days
    return None


def _main_panel(report: FunnelReport, steps: Sequence[Conversion]) -> str:
    main = main_horizon(report)
    return _key(main) if steps else ""


def _key(days: int | None) -> str:
    return "so-far" if days is None else f"within-{days}"


def _by_horizon(report: FunnelReport, steps: Sequence[Conversion]) -> tuple[Panel, ...]:
    names = Names(report)
    panels = []
    for days in (*report.settings.horizons_days, None):
        said = [(names.step(c.from_, c.to), c, days) for c in steps]
        panels.append(_panel(report, _key(days), horizon_name(days), said))
    return tuple(panels)


def _by_step(report: FunnelReport, steps: Sequence[Conversion]) -> tuple[Panel, ...]:
    names = Names(report)
    panels = []
    for number, step in enumerate(steps):
        said = [(horizon_name(d), step, d) for d in (*report.settings.horizons_days, None)]
        panels.append(_panel(report, f"step-{number}", names.step(step.from_, step.to), said))
    return tuple(panels)


def _panel(
    report: FunnelReport, key: str, title: str, said: Sequence[tuple[str, Conversion, int | None]]
) -> Panel:
    known = [at_horizon(c, days) for _, c, days in said]
    tops = [r.high for r in known if isinstance(r, Rate | MatureRate)]
    behind = [d.benchmark for _, c, _ in said for d in beside(report, c.from_, c.to)]
    axis = axis_over((*tops, *edges(behind)))
    rows = tuple(_row(report, label, c, days, axis) for label, c, days in said)
    return Panel(key, title, axis, rows)


def _row(report: FunnelReport, label: str, c: Conversion, days: int | None, axis: Axis) -> Row:
    rate = at_horizon(c, days)
    known = rate if isinstance(rate, Rate | MatureRate) else None
    behind = bands(beside(report, c.from_, c.to), axis)
    return Row(
        label=label,
        figure=percent(known.rate) if known else "",
        between=interval(known) if known else "",
        of=_of(c, rate),
        track=track_of(known, axis, is_open=days is None and c.open > 0) if known else None,
        not_yet=_why_not(rate),
        bands=behind,
        folds=not c.consecutive and not behind,
    )


def _of(c: Conversion, rate: MatureRate | NotYet | Rate | None) -> str:
    if isinstance(rate, MatureRate):
        return f"{count(rate.followed)} of {count(c.entered)} followed that long"
    if isinstance(rate, NotYet):
        return f"{count(c.entered)} entered"
    still = f", {count(c.open)} still open" if c.open else ""
    return f"{share(c.converted, c.entered)}{still}"


def _why_not(rate: MatureRate | NotYet | Rate | None) -> str:
    if isinstance(rate, NotYet):
        return rate.not_yet
    return "nobody has entered yet" if rate is None else ""


def rate_cell(rate: MatureRate | NotYet | Rate | None) -> Cell:
    """Return a rate for a table, or a hollow cell that says why there is none."""
    if isinstance(rate, MatureRate):
        return Cell(rate_text(rate), note=f"{count(rate.followed)} followed")
    if isinstance(rate, Rate):
        return Cell(rate_text(rate))
    if isinstance(rate, NotYet):
        return unknown("not yet", title=rate.not_yet)
    return unknown("nobody entered")


def horizon_columns(report: FunnelReport) -> tuple[str, ...]:
    """Return the names of the columns of horizons."""
    return tuple(horizon_name(days) for days in report.settings.horizons_days)


def _table(report: FunnelReport, steps: Sequence[Conversion]) -> Table:
    names = Names(report)
    rows = tuple(
        (
            Cell(names.step(c.from_, c.to)),
            Cell(count(c.entered)),
            Cell(count(c.converted)),
            Cell(count(c.left)),
            Cell(count(c.open), state="open" if c.open else ""),
            rate_cell(c.so_far),
            *(rate_cell(at_horizon(c, days)) for days in report.settings.horizons_days),
        )
        for c in steps
    )
    columns = (
        *words("step"),
        *figures("entered", "converted", "left", "still open", "so far"),
        *figures(*horizon_columns(report)),
    )
    return Table("Conversions with 95 % intervals", columns, rows)
