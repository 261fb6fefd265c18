"""The main step split by an attribute: a row for each of its values."""

from __future__ import annotations

from meetworthy.measure.results import Conversion, FunnelReport
from meetworthy.report.figures import count
from meetworthy.report.names import EMPTY, Names, horizon_name
from meetworthy.report.sections.conversions import at_horizon, rate_cell
from meetworthy.report.tables import Cell, Table, figures, unknown, words

MOST = 50
"""Groups of a step; chosen by eye."""


def groups_of(report: FunnelReport, attribute: str, *, days: int) -> tuple[Table, ...]:
    """Return each next step by an attribute's values, the largest groups first."""
    steps: dict[tuple[str, str], list[Conversion]] = {}
    for one in report.conversions:
        if one.by and set(one.by) == {attribute} and one.cohort is None and one.consecutive:
            steps.setdefault((one.from_, one.to), []).append(one)
    return tuple(_table(report, rows, attribute, days) for rows in steps.values())


def _table(report: FunnelReport, rows: list[Conversion], attribute: str, days: int) -> Table:
    first = rows[0]
    body = tuple(
        (
            _name(one, attribute),
            Cell(count(one.entered)),
            Cell(count(one.converted)),
            Cell(count(one.left)),
            Cell(count(one.open), state="open" if one.open else ""),
            rate_cell(one.so_far),
            rate_cell(at_horizon(one, days)),
        )
        for one in sorted(rows, key=lambda one: -one.entered)[:MOST]
    )
    columns = (
        *words(attribute.replace("_", " ")),
        *figures("entered", "converted", "left", "still open", "so far", horizon_name(days)),
    )
    return Table(Names(report).step(first.from_, first.to), columns, body)


def _name(one: Conversion, attribute: str) -> Cell:
    if one.not_known_at_entry:
        return unknown("not known at entry")
    value = (one.by or {}).get(attribute)
    return unknown(EMPTY) if value is None else Cell(str(value))
