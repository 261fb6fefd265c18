"""Single rows as they stand in their files, to be shown to a person."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from .sql import name, parquet
from .tables import RawTable

AT_ONCE = 20_000
"""Rows fetched at once, so that a file of nothing but bad rows fits; chosen by eye."""


def raw_rows(
    con: duckdb.DuckDBPyConnection, table: RawTable, numbers: set[int]
) -> Iterator[tuple[int, list[str | None]]]:
    """Yield the cells of some rows of a file as they stand, by row number."""
    columns = (
        [f"c{index}" for index in range(len(table.header))]
        if table.row_column == "row"
        else list(table.header)
    )
    cells = ", ".join(f"CAST({name(column)} AS VARCHAR)" for column in columns)
    source = parquet(table.parquet, numbered=table.row_column != "row")
    ordered = sorted(numbers)
    for start in range(0, len(ordered), AT_ONCE):
        some = ordered[start : start + AT_ONCE]
        rows = con.execute(
            f"SELECT {table.row_column} AS place, {cells} FROM {source}"
            f" WHERE place BETWEEN {some[0]} AND {some[-1]}"
            " AND place IN (SELECT unnest(CAST(? AS BIGINT[]))) ORDER BY place",
            [some],
        ).fetchall()
        yield from ((int(row[0]), list(row[1:])) for row in rows)


def as_line(cells: list[str | None], separator: str) -> str:
    """Write cells as one line of CSV."""
    return separator.join(_quoted(cell or "", separator) for cell in cells)


def _quoted(cell: str, separator: str) -> str:
    special = any(mark in cell for mark in (separator, '"', "\n", "\r"))
    return '"' + cell.replace('"', '""') + '"' if special else cell
