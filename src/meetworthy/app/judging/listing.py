"""Lists of leads: filtered, ordered, a page at a time by keys, quick however many there are.

A page is found by walking an index in the order asked for from where the last page ended, so
no page is further away than another.  Where a filter has no index, so many leads are looked at
and no more, and the page says where it stopped.  How many match is counted within such limits.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from meetworthy.app.ledger.sql import fetch

from .listing_asked import Asked, Cursor, Order, Row
from .listing_walk import KEYS, NARROWER, Walk

__all__ = [
    "COUNTED",
    "PAGE",
    "Asked",
    "Count",
    "Cursor",
    "Order",
    "Page",
    "Row",
    "count_of",
    "number_of",
    "page_of",
    "public_of",
    "values_of",
]

PAGE = 50
"""Leads on a page; chosen by eye."""

COUNTED = 10_000
"""So many matches are counted; beyond, "10,000+" is said."""

LOOKED_AT = (2_000, 10_000, 20_000, 20_000)
"""How many leads are looked at for a page that a filter leaves unfilled, step by step; chosen by
eye."""

LOOKED_AT_TO_COUNT = 10_000
"""How many leads are looked at to count those that a filter leaves; chosen by eye."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list; the cursors lead on and back, where there is or may be more.

    ``is_cut``: the search stopped before the page was full; ``later`` (or ``earlier``) goes on.
    """

    rows: tuple[Row, ...]
    later: Cursor | None
    earlier: Cursor | None
    is_cut: bool = False


class Count(NamedTuple):
    """How many leads were counted, and whether there may be more."""

    number: int
    is_more: bool


_FLAGS = [place for place, f in enumerate(fields(Row)) if f.type == "bool"]


def page_of(
    workspace_id: int,
    asked: Asked,
    *,
    after: Cursor | None = None,
    before: Cursor | None = None,
    size: int = PAGE,
) -> Page:
    """Return a page of the leads asked for, after or before a cursor."""
    back = before is not None
    walk = Walk.of(workspace_id, asked, back=back)
    if walk is None:
        return Page((), None, None)
    rows, stopped = _gathered(walk, before or after, size)
    more = len(rows) > size
    rows = rows[:size]
    onward = _cursor(rows[-1], asked.order) if more else stopped
    came_from = before or after
    behind = _cursor(rows[0], asked.order) if rows and came_from is not None else None
    if back:
        rows.reverse()
        onward, behind = behind, onward
    is_cut = stopped is not None and not more
    return Page(tuple(rows), onward, behind, is_cut)


def count_of(workspace_id: int, asked: Asked, *, most: int = COUNTED) -> Count:
    """Return how many leads are asked for, counted up to ``most``."""
    walk = Walk.of(workspace_id, asked)
    if walk is None:
        return Count(0, is_more=False)
    if walk.is_indexed:
        (found,) = fetch(*walk.count(most + 1))[0]
        return Count(min(found, most), found > most)
    looked_at, found = fetch(*walk.count_within(LOOKED_AT_TO_COUNT))[0]
    found = int(found or 0)
    return Count(min(found, most), found > most or looked_at == LOOKED_AT_TO_COUNT)


def values_of(workspace_id: int, column: str, *, most: int = 200) -> list[str]:
    """Return the values that a column (source, owner or stage) has, by jumps through its index."""
    assert column in NARROWER
    inner = f"FROM judging_state WHERE workspace_id = %s AND {column}"
    query = (
        f"WITH RECURSIVE v(value) AS (SELECT min({column}) {inner} > ''"
        f" UNION ALL SELECT (SELECT min({column}) {inner} > v.value) FROM v"
        " WHERE v.value IS NOT NULL)"
        " SELECT value FROM v WHERE value IS NOT NULL LIMIT %s"
    )
    return [row[0] for row in fetch(query, (workspace_id, workspace_id, most))]


def number_of(workspace_id: int, public: uuid.UUID) -> int | None:
    """Return the number of a lead by its public id, in this workspace only."""
    from meetworthy.app.ledger.models import Lead

    leads = Lead.objects.filter(workspace=workspace_id, uuid=public)
    return leads.values_list("number", flat=True).first()


def public_of(workspace_id: int, number: int) -> uuid.UUID | None:
    """Return the public id of a lead by its number."""
    from meetworthy.app.ledger.models import Lead

    leads = Lead.objects.filter(workspace=workspace_id, number=number)
    return leads.values_list("uuid", flat=True).first()


def _gathered(walk: Walk, start: Cursor | None, size: int) -> tuple[list[Row], Cursor | None]:
    """Return up to one row more than a page has, and where the search stopped unfinished."""
    at = None if start is None else (start.value, start.lead)
    if walk.is_indexed:
        return [_row(row) for row in fetch(*walk.rows(at, size + 1))], None
    rows: list[Row] = []
    for step in LOOKED_AT:
        rows += [_row(r) for r in fetch(*walk.rows(at, size + 1 - len(rows), within=step))]
        ends = fetch(*walk.end_of(at, step))
        if len(rows) > size or not ends:
            return rows, None
        at = (float(ends[0][0]), int(ends[0][1]))
    return rows, None if at is None else Cursor(*at)


def _row(row: Sequence[Any]) -> Row:
    """Return a row as SQLite and PostgreSQL give it, which differ in UUIDs and booleans."""
    values = list(row)
    values[1] = values[1] if isinstance(values[1], uuid.UUID) else uuid.UUID(str(values[1]))
    for place in _FLAGS:
        values[place] = bool(values[place])
    return Row(*values)


def _cursor(row: Row, order: Order) -> Cursor:
    column = KEYS[order].column
    return Cursor(float(getattr(row, column)) if column else 0.0, row.lead)
