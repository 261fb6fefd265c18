"""Facts that come twice: the same content is known already, other content is a contradiction.

Sender and id name a fact for ever.  Rows are taken in the order in which they stand; a row
that contradicts one taken before goes to quarantine with all that it says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb

from .quarantine import Set
from .rows import as_line, raw_rows
from .sql import name
from .tables import RawTable


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A row whose fact is known with other content: both, as their rows and contents."""

    part: int
    row: int
    id: str
    first_part: int
    first_row: int


def settle(con: duckdb.DuckDBPyConnection, columns: list[str]) -> list[Contradiction]:
    """Make ``kept`` (the facts taken, each once) from ``found``; returns the contradictions.

    ``columns`` are the columns of content: all but the row's place and when it was learned.
    Rows whose facts are all known are added to ``again``.
    """
    content = ", ".join(name(column) for column in columns)
    con.execute(
        "CREATE TEMP TABLE twice AS SELECT hash(sender, id) AS named FROM found"
        " GROUP BY named HAVING count(*) > 1"
    )
    con.execute(
        f"CREATE TEMP TABLE repeated AS SELECT rowid AS at_row, ord, part, row, sender, id,"
        f" hash({content}) AS content FROM found WHERE hash(sender, id) IN (FROM twice)"
    )
    wrong = _contradictions(con)
    forget_rows(con, [(each.part, each.row) for each in wrong], ("found", "repeated", "again"))
    con.execute(
        "CREATE TEMP TABLE surplus AS SELECT at_row, part, row FROM repeated QUALIFY"
        " row_number() OVER (PARTITION BY sender, id ORDER BY ord, at_row) > 1"
    )
    _note_known(con)
    con.execute("DELETE FROM found WHERE rowid IN (SELECT at_row FROM surplus)")
    con.execute("ALTER TABLE found RENAME TO kept")
    return wrong


def _contradictions(con: duckdb.DuckDBPyConnection) -> list[Contradiction]:
    """Go through the rows of contradicting ids in order; the first that was taken stands."""
    rows = con.execute(
        "SELECT ord, part, row, sender, id, content FROM repeated WHERE (sender, id) IN"
        " (SELECT (sender, id) FROM repeated GROUP BY sender, id"
        " HAVING count(DISTINCT content) > 1) ORDER BY ord, at_row"
    ).fetchall()
    by_row: dict[int, list[tuple[int, int, tuple[str, str], int]]] = {}
    for ord_, part, row, sender, id_, content in rows:
        by_row.setdefault(ord_, []).append((part, row, (sender, id_), content))
    taken: dict[tuple[str, str], tuple[int, int, int]] = {}
    wrong = []
    for facts in by_row.values():
        bad = next((f for f in facts if taken.get(f[2], (f[3],))[0] != f[3]), None)
        if bad is not None:
            part, row, named, _ = bad
            wrong.append(Contradiction(part, row, named[1], *taken[named][1:]))
            continue
        own: dict[tuple[str, str], int] = {}
        for part, row, named, content in facts:
            if own.setdefault(named, content) != content:
                wrong.append(Contradiction(part, row, named[1], part, row))
                break
        else:
            for part, row, named, content in facts:
                taken.setdefault(named, (content, part, row))
    return wrong


def forget_rows(
    con: duckdb.DuckDBPyConnection, places: list[tuple[int, int]], tables: tuple[str, ...]
) -> None:
    """Take all that some rows (part, row) say out of tables."""
    con.execute("CREATE TEMP TABLE IF NOT EXISTS forgotten (part INTEGER, row BIGINT)")
    if not places:
        return
    con.executemany("INSERT INTO forgotten VALUES (?, ?)", places)
    for table in tables:
        con.execute(f"DELETE FROM {table} WHERE (part, row) IN (SELECT (part, row) FROM forgotten)")


def _note_known(con: duckdb.DuckDBPyConnection) -> None:
    """Note in ``again`` the rows that make facts, none of them new, and take others out."""
    con.execute("INSERT INTO again SELECT part, row FROM surplus GROUP BY part, row")
    con.execute(
        "DELETE FROM again WHERE (part, row) IN (SELECT (part, row) FROM found"
        " WHERE rowid NOT IN (SELECT at_row FROM surplus)"
        " AND (part, row) IN (SELECT (part, row) FROM again))"
    )


def describe(
    con: duckdb.DuckDBPyConnection, wrong: list[Contradiction], tables: dict[int, RawTable]
) -> Iterator[Set]:
    """Yield the contradicting rows as rows set aside, each beside the one that stands."""
    lines = _lines(con, wrong, tables)
    for each in wrong:
        table = tables[each.part]
        first = lines[each.first_part, each.first_row]
        stands = f"{tables[each.first_part].found.name} row {each.first_row}"
        yield Set(
            table.found.name,
            each.row,
            None,
            each.id,
            f"the sender's id is known with other content, which stands: {stands}: {first}",
            "Correct one of the two, or give this one an id of its own.",
            "contradiction",
            lines[each.part, each.row],
        )


def _lines(
    con: duckdb.DuckDBPyConnection, wrong: list[Contradiction], tables: dict[int, RawTable]
) -> dict[tuple[int, int], str]:
    places = {(each.part, each.row) for each in wrong}
    places |= {(each.first_part, each.first_row) for each in wrong}
    found = {}
    for part, table in tables.items():
        numbers = {row for where, row in places if where == part}
        for row, cells in raw_rows(con, table, numbers) if numbers else ():
            found[part, row] = as_line(cells, table.separator)
    return found
