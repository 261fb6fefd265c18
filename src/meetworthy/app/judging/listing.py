"""Lists of leads: filtered, ordered, a page at a time by keys, quick however many there are.

A page is found by walking an index in the order asked for from where the last page ended, so
no page is further away than another.  How many match is counted up to a limit and said so.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from meetworthy.app.ledger.sql import among, fetch, is_postgresql

from . import search

PAGE = 50
"""Leads on a page; chosen by eye."""

COUNTED = 10_000
"""So many matches are counted; beyond, "10,000+" is said."""


class Order(StrEnum):
    """In which order leads are listed; each has an index."""

    SCORE = "score"  # highest first
    ACTIVE = "active"  # lately active first
    NEW = "new"  # latest lead first


@dataclass(frozen=True, slots=True)
class _Key:
    column: str
    lead: str  # ASC or DESC, among equals
    index: str  # SQLite's, which chooses badly when left to itself


_KEYS = {
    Order.SCORE: _Key("score", "ASC", "state_score"),
    Order.ACTIVE: _Key("last_at", "ASC", "state_last"),
    Order.NEW: _Key("", "DESC", ""),
}
_NARROWER = {"stage": "state_stage", "source": "state_source", "owner": "state_owner"}
"""The columns by which, where one value is asked for, an index in order of score exists."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: the value that it is ordered by, and the lead."""

    value: float
    lead: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of a list; all that is given must hold; instants in microseconds."""

    text: str = ""
    stage: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()
    verdict: tuple[str, ...] = ()
    open: bool | None = None
    in_review: bool = False
    high_intent: bool = False
    missing: str = ""  # a criterion that an SQL still needs
    unknown: str = ""  # a criterion nobody has asked about
    score_from: float | None = None
    score_to: float | None = None
    active_since: int | None = None
    idle_since: int | None = None
    order: Order = Order.SCORE


@dataclass(frozen=True, slots=True)
class Row:
    """One lead in a list; ``threshold`` and labels are the definition's business."""

    lead: int
    uuid: uuid.UUID
    erased: bool
    open: bool
    stage: str
    stage_since: int | None
    reason: str
    pass_number: int
    score: float
    score_low: float
    score_high: float
    high_intent: int
    verdict: str
    missing: str
    unknown: str
    next_question: str
    in_review: bool
    warnings: str
    falls_under_at: int | None
    first_at: int
    last_at: int
    source: str
    owner: str
    name: str
    email: str
    title: str
    company: str
    domain: str
    version: int | None
    motion: str
    judged_at: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list; the cursors lead on and back, where there is more."""

    rows: tuple[Row, ...]
    later: Cursor | None
    earlier: Cursor | None


_OF_LEAD = {"uuid": "l.uuid", "erased": "l.erased_at IS NOT NULL"}
_COLUMNS = ", ".join(_OF_LEAD.get(f.name, f"s.{f.name}") for f in fields(Row))
_FLAGS = [place for place, f in enumerate(fields(Row)) if f.type == "bool"]
_FROM = """
FROM judging_state s {hint}
JOIN ledger_lead l ON l.workspace_id = s.workspace_id AND l.number = s.lead
  AND l.merged_into IS NULL
WHERE s.workspace_id = %s
"""


@dataclass(slots=True)
class _Where:
    """Conditions with their parameters, in order."""

    sql: list[str]
    parameters: list[Any]

    def add(self, sql: str, *parameters: object) -> None:
        self.sql.append(sql)
        self.parameters += parameters

    def text(self) -> str:
        return "".join(f" AND {one}" for one in self.sql)


def page_of(
    workspace_id: int,
    asked: Asked,
    *,
    after: Cursor | None = None,
    before: Cursor | None = None,
    size: int = PAGE,
) -> Page:
    """Return a page of the leads asked for, after or before a cursor."""
    where, found = _where(workspace_id, asked)
    if where is None:
        return Page((), None, None)
    back = before is not None
    cursor = before or after
    if cursor is not None:
        _add_cursor(where, asked.order, cursor, back=back)
    query = (
        f"SELECT {_COLUMNS}{_FROM.format(hint=_hint(asked, found))}{where.text()}"
        f" ORDER BY {_ordering(asked.order, back=back)} LIMIT %s"
    )
    rows = [_row(row) for row in fetch(query, (workspace_id, *where.parameters, size + 1))]
    more = len(rows) > size
    rows = rows[:size]
    if back:
        rows.reverse()
    later = bool(rows) and (more or back)
    earlier = bool(rows) and ((back and more) or (not back and after is not None))
    return Page(
        tuple(rows),
        _cursor(rows[-1], asked.order) if later else None,
        _cursor(rows[0], asked.order) if earlier else None,
    )


def count_of(workspace_id: int, asked: Asked, *, most: int = COUNTED) -> int:
    """Return how many leads are asked for; ``most`` + 1 stands for more than ``most``."""
    where, found = _where(workspace_id, asked)
    if where is None:
        return 0
    query = (
        f"SELECT count(*) FROM (SELECT 1{_FROM.format(hint=_hint(asked, found))}{where.text()}"
        " LIMIT %s) counted"
    )
    return int(fetch(query, (workspace_id, *where.parameters, most + 1))[0][0])


def values_of(workspace_id: int, column: str, *, most: int = 200) -> list[str]:
    """Return the values that a column (source, owner or stage) has, by jumps through its index."""
    assert column in _NARROWER
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

    return (
        Lead.objects.filter(workspace=workspace_id, uuid=public)
        .values_list("number", flat=True)
        .first()
    )


# -- the statement ------------------------------------------------------------------------------


def _where(workspace_id: int, asked: Asked) -> tuple[_Where | None, bool]:
    """Return the conditions, None where nothing can match; and whether words were few."""
    where = _Where([], [])
    words = search.words_in(asked.text)
    found: list[int] | None = None
    if words:
        found = search.matching(workspace_id, words)
        if found is not None and not found:
            return None, True
        if found is None:
            sql, parameters = search.condition(workspace_id, words)
            where.add(sql, *parameters)
        else:
            sql, parameter = among("s.lead", found)
            where.add(sql, parameter)
    elif asked.text.strip():
        return None, True  # signs alone: nobody is called that
    _add_values(where, asked)
    _add_states(where, asked)
    return where, found is not None


def _add_values(where: _Where, asked: Asked) -> None:
    for column in ("stage", "source", "owner", "verdict"):
        values: Sequence[str] = getattr(asked, column)
        if values:
            marks = ", ".join(["%s"] * len(values))
            where.add(f"s.{column} IN ({marks})", *values)
    for column in ("missing", "unknown"):
        slug = getattr(asked, column)
        if slug:
            where.add(f"' ' || s.{column} || ' ' LIKE %s ESCAPE '!'", f"% {_escaped(slug)} %")


def _escaped(slug: str) -> str:
    return slug.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def _add_states(where: _Where, asked: Asked) -> None:
    if asked.open is not None:
        where.add("s.open" if asked.open else "NOT s.open")
    if asked.in_review:
        where.add("s.in_review")
    if asked.high_intent:
        where.add("s.high_intent > 0")
    for sql, value in (
        ("s.score >= %s", asked.score_from),
        ("s.score <= %s", asked.score_to),
        ("s.last_at >= %s", asked.active_since),
        ("s.last_at < %s", asked.idle_since),
    ):
        if value is not None:
            where.add(sql, value)


def _add_cursor(where: _Where, order: Order, cursor: Cursor, *, back: bool) -> None:
    key = _KEYS[order]
    onward = (key.lead == "ASC") != back
    lead = f"s.lead {'>' if onward else '<'} %s"
    if not key.column:
        where.add(lead, cursor.lead)
        return
    column, sign = f"s.{key.column}", ">" if back else "<"
    # The first half lets the index start there; the second leaves out who was shown.
    where.add(f"{column} {sign}= %s", cursor.value)
    where.add(f"({column} {sign} %s OR {lead})", cursor.value, cursor.lead)


def _ordering(order: Order, *, back: bool) -> str:
    key = _KEYS[order]
    turned = {"ASC": "DESC", "DESC": "ASC"}
    lead = turned[key.lead] if back else key.lead
    return (
        f"s.{key.column} {'ASC' if back else 'DESC'}, s.lead {lead}"
        if key.column
        else (f"s.lead {lead}")
    )


def _hint(asked: Asked, few: bool) -> str:
    """Return SQLite's index for a list; it has no statistics to choose by."""
    if is_postgresql() or few:
        return ""
    if asked.order is Order.SCORE:
        for column, index in _NARROWER.items():
            if len(getattr(asked, column)) == 1:
                return f"INDEXED BY {index}"
    index = _KEYS[asked.order].index
    return f"INDEXED BY {index}" if index else ""


def _row(row: Sequence[Any]) -> Row:
    """Return a row as SQLite and PostgreSQL give it, which differ in UUIDs and booleans."""
    values = list(row)
    values[1] = values[1] if isinstance(values[1], uuid.UUID) else uuid.UUID(str(values[1]))
    for place in _FLAGS:
        values[place] = bool(values[place])
    return Row(*values)


def _cursor(row: Row, order: Order) -> Cursor:
    column = _KEYS[order].column
    return Cursor(float(getattr(row, column)) if column else 0.0, row.lead)
