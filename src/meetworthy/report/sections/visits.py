"""Visits, unique visitors and the visitor-to-lead rate."""

from __future__ import annotations

from meetworthy.measure.results import FunnelReport, Visits
from meetworthy.report.dates import month_name
from meetworthy.report.figures import count, rate_text, share
from meetworthy.report.tables import Cell, Table, figures, split, unknown, words

MOST_ROWS = 7
"""Rows shown before the earlier months fold away; chosen by eye."""


def visits(report: FunnelReport) -> tuple[Table, Table | None] | None:
    """Return visits by month, the whole first, and the rest; null where none is recorded."""
    if not report.visits:
        return None
    order = sorted(report.visits, key=lambda v: v.month or "~", reverse=True)
    columns = (
        *words("month"),
        *figures("visits", "unique visitors", "became leads", "visitor to lead"),
    )
    return split(Table("Visits", columns, tuple(_row(v) for v in order)), MOST_ROWS)


def _row(v: Visits) -> tuple[Cell, ...]:
    rate = v.visitor_to_lead
    of = share(v.became_leads, v.visitors)
    return (
        Cell(month_name(v.month) if v.month else "all"),
        Cell(count(v.visits)),
        Cell(count(v.visitors)),
        Cell(count(v.became_leads)),
        Cell(rate_text(rate), note=of) if rate else unknown("no visitors"),
    )
