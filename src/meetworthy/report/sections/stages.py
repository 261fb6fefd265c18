"""From stage to stage: who moved on (solid), is still open (hatched), has left (hollow)."""

from __future__ import annotations

from dataclasses import dataclass

from meetworthy.measure.results import FunnelReport, StageCount
from meetworthy.report.figures import HARD, count
from meetworthy.report.names import ASSERTED
from meetworthy.report.tables import Cell, Table, figures, words


@dataclass(frozen=True, slots=True)
class Bar:
    """One stage: its parts in percent of who entered it, its volume in percent of the widest."""

    label: str
    entered: str
    moved: float
    open: float
    left: float
    volume: float
    says: str
    note: str
    last: bool


@dataclass(frozen=True, slots=True)
class Stages:
    """The funnel: the stages, and those that a CRM only asserts."""

    bars: tuple[Bar, ...]
    asserted: tuple[Bar, ...]
    table: Table


def stages(report: FunnelReport) -> Stages:
    """Return the funnel."""
    widest = max((stage.entered for stage in report.stages), default=0) or 1
    drawn = [
        (stage.stage.endswith(ASSERTED), _bar(stage, widest, report)) for stage in report.stages
    ]
    return Stages(
        bars=tuple(bar for beside, bar in drawn if not beside),
        asserted=tuple(bar for beside, bar in drawn if beside),
        table=_table(report),
    )


def _bar(stage: StageCount, widest: int, report: FunnelReport) -> Bar:
    last = _is_last(stage, report)
    entered = stage.entered or 1
    return Bar(
        label=stage.label.removesuffix(ASSERTED),
        entered=count(stage.entered),
        moved=round(100 * stage.moved_on / entered, 3),
        open=round(100 * stage.open / entered, 3),
        left=round(100 * stage.left / entered, 3),
        volume=round(100 * stage.entered / widest, 3),
        says="the last stage" if last else _says(stage),
        note="" if stage.criteria_recorded else "criteria not recorded",
        last=last,
    )


def _is_last(stage: StageCount, report: FunnelReport) -> bool:
    onward = any(conversion.from_ == stage.stage for conversion in report.conversions)
    return not onward and 0 < stage.entered == stage.moved_on


def _says(stage: StageCount) -> str:
    if not stage.entered:
        return "nobody has entered"
    parts = ((stage.moved_on, "moved on"), (stage.open, "open"), (stage.left, "left"))
    return ", ".join(f"{count(number)}{HARD}{word.replace(' ', HARD)}" for number, word in parts)


def _table(report: FunnelReport) -> Table:
    rows = tuple(
        (
            Cell(stage.label, note="" if stage.criteria_recorded else "criteria not recorded"),
            Cell(stage.series),
            Cell(count(stage.entered)),
            Cell(count(stage.moved_on)),
            Cell(count(stage.open), state="open" if stage.open else ""),
            Cell(count(stage.left)),
            Cell(count(stage.entries)),
        )
        for stage in report.stages
    )
    columns = (
        *words("stage", "entered how"),
        *figures("entered", "moved on", "still open", "left", "entries, all passes"),
    )
    return Table("From stage to stage", columns, rows)
