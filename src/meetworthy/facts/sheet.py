"""A sheet: one entry's rows with everything that its rules need, computed in SQL, in layers.

A layer may use what the layers before it computed; the same expression is computed once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from meetworthy.model.kinds import Type

from .cells import typed
from .mapping import Cell, Moment, When
from .moments import EARLIEST, LATEST, SKIPPED, Parsed, readings, zone_tree
from .sql import texts

LAYERS = 5


@dataclass(frozen=True, slots=True)
class Instant:
    """The columns of a computed moment: the instant, if only a day is known, and the error."""

    at: str
    date_only: str
    error: str
    doubled: str


@dataclass
class Sheet:
    """Collects expressions over the raw columns of one entry and writes them as one query."""

    columns: dict[str, str] = field(default_factory=dict)
    layers: list[dict[str, str]] = field(default_factory=lambda: [{} for _ in range(LAYERS)])

    def raw(self, column: str) -> str:
        """Return the name under which a column's cleaned text is found."""
        return self.columns.setdefault(column, f"k{len(self.columns)}")

    def add(self, layer: int, sql: str) -> str:
        """Compute an expression in a layer (from 1); returns its name."""
        known = self.layers[layer - 1]
        return known.setdefault(sql, f"x{layer}_{len(known)}")

    def condition(self, conditions: tuple[When, ...]) -> str:
        """Return the name of a truth value: whether a row fulfils all conditions."""
        if not conditions:
            return "true"
        parts = [f"coalesce({self._one(when)}, false)" for when in conditions]
        return self.add(1, " AND ".join(parts))

    def _one(self, when: When) -> str:
        column = self.raw(when.column)
        if when.filled is not None:
            return f"{column} IS {'NOT ' if when.filled else ''}NULL"
        if when.is_:
            return f"lower({column}) IN {texts(word.casefold() for word in when.is_)}"
        others = texts(word.casefold() for word in when.is_not)
        return f"({column} IS NULL OR lower({column}) NOT IN {others})"

    def value(self, cell: Cell, kind: Type) -> str:
        """Return the name of a cell's value in a type."""
        assert cell.column is not None
        return self.add(1, typed(self.raw(cell.column), cell, kind))

    def instant(self, moment: Moment, zone: str) -> Instant:
        """Return the columns of a moment; naive times are of the moment's zone or ``zone``."""
        column = self.raw(moment.column)
        tried = readings(column, moment.format)
        found = [self.add(1, reading.micros) for reading in tried]
        local = self._local(tried, found)
        code = self.add(3, zone_tree(moment.zone or zone, local)) if local else "0"
        flag = self.add(4, f"(({code} % 4) + 4) % 4")
        offset = f"(({code} - (({code} % 4) + 4) % 4) // 4)"
        pairs = list(zip(tried, found, strict=True))
        date_only = self.add(4, _first((name, reading.date_only) for reading, name in pairs))
        micros = self.add(
            4,
            _first(
                (name, name if reading.is_absolute else f"{name} - {offset}")
                for reading, name in pairs
            ),
        )
        naive = self.add(
            2, _first((name, str(not reading.is_absolute).lower()) for reading, name in pairs)
        )
        error = self.add(
            5, _error(column, micros, f"{flag} = {SKIPPED} AND {naive} AND NOT {date_only}")
        )
        at = self.add(
            5, f"CASE WHEN {micros} >= {EARLIEST} AND {micros} < {LATEST} THEN {micros} END"
        )
        doubled = self.add(5, f"coalesce({flag} = 2 AND {naive} AND NOT {date_only}, false)")
        return Instant(at, date_only, error, doubled)

    def _local(self, tried: list[Parsed], found: list[str]) -> str | None:
        names = [
            name for reading, name in zip(tried, found, strict=True) if not reading.is_absolute
        ]
        return self.add(2, f"coalesce({', '.join(names)})") if names else None

    def query(self, source: str) -> str:
        """Return the query that computes every layer over a source of cleaned rows."""
        for layer in self.layers:
            if layer:
                computed = ", ".join(f"{sql} AS {name}" for sql, name in layer.items())
                source = f"(SELECT *, {computed} FROM {source})"
        return source


def _first(cases: Iterable[tuple[str, str]]) -> str:
    """Return SQL: the value that belongs to the first name that is not NULL."""
    listed = [f"WHEN {name} IS NOT NULL THEN {value}" for name, value in cases]
    return f"CASE {' '.join(listed)} END"


UNREADABLE, ABSURD, SKIPPED_TIME = 1, 2, 3
"""What can be wrong with a time: not read as its format, out of all years, not in the zone."""


def _error(column: str, micros: str, skipped: str) -> str:
    return (
        f"CASE WHEN {column} IS NULL THEN 0 WHEN {micros} IS NULL THEN {UNREADABLE}"
        f" WHEN {micros} < {EARLIEST} OR {micros} >= {LATEST} THEN {ABSURD}"
        f" WHEN {skipped} THEN {SKIPPED_TIME} ELSE 0 END::UTINYINT"
    )
