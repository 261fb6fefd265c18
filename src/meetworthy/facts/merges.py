"""Merges that go round in a circle: the first stands, the one that would close it does not."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from .known import forget_rows
from .quarantine import Set
from .rows import as_line, raw_rows
from .tables import RawTable


def cyclic_merges(con: duckdb.DuckDBPyConnection) -> list[tuple[int, int]]:
    """Return the places (part, row) of merges in ``found`` that would close a circle.

    Merges are followed in order of time: a lead that was merged away survives no other lead
    that it has become part of, until it is un-merged.
    """
    if "p_other" not in _columns(con):
        return []
    rows = con.execute(
        "SELECT part, row, kind, lead, CAST(p_other AS INTEGER) FROM found"
        " WHERE kind IN ('lead.merged', 'lead.unmerged') ORDER BY occurred, ord"
    ).fetchall()
    survivor: dict[int, int] = {}
    closing = []
    for part, row, kind, lead, other in rows:
        if kind == "lead.unmerged":
            if survivor.get(other) == lead:
                del survivor[other]
        elif _leads_to(survivor, lead, other):
            closing.append((int(part), int(row)))
        else:
            survivor[other] = lead
    return closing


def _columns(con: duckdb.DuckDBPyConnection) -> set[str]:
    return {str(row[0]) for row in con.execute("DESCRIBE found").fetchall()}


def _leads_to(survivor: dict[int, int], lead: int, other: int) -> bool:
    """Say whether a lead has become part of another, directly or by way of others."""
    here: int | None = lead
    while here is not None:
        if here == other:
            return True
        here = survivor.get(here)
    return False


def set_circles_aside(con: duckdb.DuckDBPyConnection, tables: dict[int, RawTable]) -> Iterator[Set]:
    """Take circular merges out of ``found``; yields their rows, each once."""
    closing = sorted(set(cyclic_merges(con)))
    forget_rows(con, closing, ("found", "again"))
    for part, table in tables.items():
        numbers = {row for where, row in closing if where == part}
        for row, cells in raw_rows(con, table, numbers) if numbers else ():
            line = as_line(cells, table.separator)
            yield Set(
                table.found.name,
                row,
                None,
                line[:200],
                "the lead it would keep has itself been merged into the lead it would give up",
                "Decide which of the two leads stays, and delete the other merge.",
                "cyclic_merge",
                line,
            )
