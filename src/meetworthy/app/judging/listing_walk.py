"""The statements of a list: a walk along an index, and what is left out on the way.

What the index that is walked along serves is *narrow*; the rest is looked at row by row, in a
bounded number of rows (``within``), so that no question reads a whole workspace.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from meetworthy.app.ledger.sql import among, fetch, is_postgresql

from . import search
from .listing_asked import Asked, Order, Row

Statement = tuple[str, tuple[Any, ...]]
At = tuple[float, int] | None
"""Where a walk starts: the value that it is ordered by, and the lead."""


@dataclass(frozen=True, slots=True)
class Key:
    """What an order is by; ``index`` is for SQLite, which chooses badly when left to itself."""

    column: str
    lead: str  # ASC or DESC, among equals
    index: str


KEYS = {
    Order.SCORE: Key("score", "ASC", "state_score"),
    Order.ACTIVE: Key("last_at", "ASC", "state_last"),
    Order.NEW: Key("", "DESC", ""),
}
NARROWER = {"stage": "state_stage", "source": "state_source", "owner": "state_owner"}
"""The columns by which, where one value is asked for, an index in order of score exists."""

RARE = 5_000
"""So few leads are collected and sorted rather than walked past; chosen by eye: some 20
milliseconds on SQLite, and never fewer than what a search for words collects."""

_OF_LEAD = {"uuid": "l.uuid", "erased": "l.erased_at IS NOT NULL"}
_COLUMNS = ", ".join(_OF_LEAD.get(f.name, f"s.{f.name}") for f in fields(Row))
_JOINED = (
    " JOIN ledger_lead l ON l.workspace_id = s.workspace_id AND l.number = s.lead"
    " AND l.merged_into IS NULL"
)


@dataclass(slots=True)
class _Conditions:
    """Conditions with their parameters, in order."""

    sql: list[str] = field(default_factory=list)
    parameters: list[Any] = field(default_factory=list)

    def add(self, sql: str, *parameters: object) -> None:
        self.sql.append(sql)
        self.parameters += parameters

    def text(self) -> str:
        return "".join(f" AND {one}" for one in self.sql)


@dataclass(slots=True)
class Walk:
    """How a question is answered; statements come with their parameters."""

    workspace_id: int
    order: Order
    back: bool
    narrow: _Conditions
    rest: _Conditions
    index: str  # that is walked along, "" where the database may choose
    is_few: bool  # what is narrow leaves so few that they are sorted, not walked along

    @classmethod
    def of(cls, workspace_id: int, asked: Asked, *, back: bool = False) -> Walk | None:
        """Return the walk for a question; None where nothing can match."""
        words = search.words_in(asked.text)
        found = search.matching(workspace_id, words) if words else None
        if found == [] or (asked.text.strip() and not words):
            return None  # signs alone: nobody is called that
        narrow, rest = _Conditions(), _Conditions()
        by = _narrower(asked)
        rare = "" if found is not None else _rare(workspace_id, asked)
        if found is not None:
            sql, parameter = among("s.lead", found)
            narrow.add(sql, parameter)
        elif words:
            sql, parameters = search.condition(workspace_id, words)
            rest.add(sql, *parameters)
        _add_values(narrow, rest, asked, rare or by)
        _add_states(rest, asked)
        is_few = found is not None or bool(rare)
        _add_ranges(rest if is_few else narrow, rest, asked)
        index = "" if found is not None else NARROWER.get(rare or by, KEYS[asked.order].index)
        return cls(workspace_id, asked.order, back, narrow, rest, index, is_few)

    @property
    def is_indexed(self) -> bool:
        """Whether all that is asked for is found without looking at many others."""
        return self.is_few or not self.rest.sql

    def rows(self, at: At, most: int, *, within: int | None = None) -> Statement:
        """Return the statement of the rows after ``at``; of so many looked at, where given."""
        start = self._start(at)
        if self.is_few:
            return self._sorted(start, most)
        if within is None:
            query = f"SELECT {_COLUMNS} {self._from()}{_JOINED}{self._where(start)}"
            return f"{query} ORDER BY {self._ordering()} LIMIT %s", (*self._given(start), most)
        inner, given = self._looked_at(start, within)
        query = f"SELECT {_COLUMNS} FROM ({inner}) s{_JOINED} WHERE true{self.rest.text()}"
        query += f" ORDER BY {self._ordering()} LIMIT %s"
        return query, (*given, *self.rest.parameters, most)

    def _sorted(self, start: _Conditions, most: int) -> Statement:
        """Return the statement for few: collected by what is narrow, then sorted."""
        none = _Conditions()
        inner = f"SELECT s.* {self._from()}{self._where(none)} LIMIT {RARE + 1}"
        query = f"SELECT {_COLUMNS} FROM ({inner}) s{_JOINED} WHERE true{self.rest.text()}"
        query += f"{start.text()} ORDER BY {self._ordering()} LIMIT %s"
        given = (*self._given(none), *self.rest.parameters, *start.parameters, most)
        return query, given

    def end_of(self, at: At, within: int) -> Statement:
        """Return the statement of the last row looked at; no row where there are fewer."""
        start = self._start(at)
        column = KEYS[self.order].column
        key = f"s.{column}" if column else "0"
        query = f"SELECT {key}, s.lead {self._from()}{self._where(start)}"
        query += f" ORDER BY {self._ordering()} LIMIT 1 OFFSET %s"
        return query, (*self._given(start), within - 1)

    def count(self, most: int) -> Statement:
        """Return the statement that counts up to so many."""
        none = _Conditions()
        inner = f"SELECT 1 {self._from()}{self._where(none)}{self.rest.text()} LIMIT %s"
        given = (*self._given(none), *self.rest.parameters, most)
        return f"SELECT count(*) FROM ({inner}) counted", given

    def count_within(self, within: int) -> Statement:
        """Return the statement that counts the rows looked at, and among them those asked for."""
        inner, given = self._looked_at(_Conditions(), within)
        asked = self.rest.text().removeprefix(" AND ")
        query = f"SELECT count(*), sum(CASE WHEN {asked} THEN 1 ELSE 0 END) FROM ({inner}) s"
        # The conditions stand before the rows that they are asked of.
        return query, (*self.rest.parameters, *given)

    def _looked_at(self, start: _Conditions, within: int) -> Statement:
        query = (
            f"SELECT s.* {self._from()}{self._where(start)} ORDER BY {self._ordering()} LIMIT %s"
        )
        return query, (*self._given(start), within)

    def _from(self) -> str:
        hint = f" INDEXED BY {self.index}" if self.index and not is_postgresql() else ""
        return f"FROM judging_state s{hint}"

    def _where(self, start: _Conditions) -> str:
        return f" WHERE s.workspace_id = %s{self.narrow.text()}{start.text()}"

    def _given(self, start: _Conditions) -> Sequence[Any]:
        return (self.workspace_id, *self.narrow.parameters, *start.parameters)

    def _start(self, at: At) -> _Conditions:
        start, key = _Conditions(), KEYS[self.order]
        if at is None:
            return start
        onward = (key.lead == "ASC") != self.back
        lead = f"s.lead {'>' if onward else '<'} %s"
        if not key.column:
            start.add(lead, at[1])
            return start
        column, sign = f"s.{key.column}", ">" if self.back else "<"
        # The first half lets the index start there; the second leaves out who was shown.
        start.add(f"{column} {sign}= %s", at[0])
        start.add(f"({column} {sign} %s OR {lead})", *at)
        return start

    def _ordering(self) -> str:
        key, turned = KEYS[self.order], {"ASC": "DESC", "DESC": "ASC"}
        lead = f"s.lead {turned[key.lead] if self.back else key.lead}"
        return f"s.{key.column} {'ASC' if self.back else 'DESC'}, {lead}" if key.column else lead


def _narrower(asked: Asked) -> str:
    """Return the column whose one value is asked for and has an index in this order, or none."""
    if asked.order is not Order.SCORE:
        return ""
    return next((column for column in NARROWER if len(getattr(asked, column)) == 1), "")


def _rare(workspace_id: int, asked: Asked) -> str:
    """Return the column whose values asked for are rare, counted in its index; or none."""
    for column, index in NARROWER.items():
        values = getattr(asked, column)
        if values:
            hint = "" if is_postgresql() else f" INDEXED BY {index}"
            marks = ", ".join(["%s"] * len(values))
            query = (
                f"SELECT count(*) FROM (SELECT 1 FROM judging_state s{hint}"
                f" WHERE s.workspace_id = %s AND s.{column} IN ({marks}) LIMIT %s) counted"
            )
            if fetch(query, (workspace_id, *values, RARE + 1))[0][0] <= RARE:
                return column
    return ""


def _add_values(narrow: _Conditions, rest: _Conditions, asked: Asked, by: str) -> None:
    for column in ("stage", "source", "owner", "verdict"):
        values: Sequence[str] = getattr(asked, column)
        if values:
            marks = ", ".join(["%s"] * len(values))
            (narrow if column == by else rest).add(f"s.{column} IN ({marks})", *values)
    for column in ("missing", "unknown"):
        slug = getattr(asked, column)
        if slug:
            rest.add(f"' ' || s.{column} || ' ' LIKE %s ESCAPE '!'", f"% {_escaped(slug)} %")


def _escaped(slug: str) -> str:
    return slug.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def _add_states(rest: _Conditions, asked: Asked) -> None:
    if asked.open is not None:
        rest.add("s.open" if asked.open else "NOT s.open")
    if asked.in_review:
        rest.add("s.in_review")
    if asked.high_intent:
        rest.add("s.high_intent > 0")


def _add_ranges(narrow: _Conditions, rest: _Conditions, asked: Asked) -> None:
    for order, sql, value in (
        (Order.SCORE, "s.score >= %s", asked.score_from),
        (Order.SCORE, "s.score <= %s", asked.score_to),
        (Order.ACTIVE, "s.last_at >= %s", asked.active_since),
        (Order.ACTIVE, "s.last_at < %s", asked.idle_since),
    ):
        if value is not None:
            (narrow if asked.order is order else rest).add(sql, value)
