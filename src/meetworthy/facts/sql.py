"""Writing names and values into SQL: the only place where quoting is done."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb


def text(value: str) -> str:
    """Return a text as a SQL literal."""
    return "'" + value.replace("'", "''").replace("\0", "") + "'"


def name(value: str) -> str:
    """Return a name as a quoted SQL identifier."""
    return '"' + value.replace('"', '""') + '"'


def texts(values: Iterable[str]) -> str:
    """Return texts as a SQL list in brackets; never empty, so that IN stays valid."""
    return "(" + (", ".join(text(value) for value in values) or "NULL") + ")"


def parquet(path: Path, *, numbered: bool = False) -> str:
    """Return the SQL that reads one Parquet file, taken literally (no globbing)."""
    literal = str(path)
    for special in "[*?":
        literal = literal.replace(special, f"[{special}]")
    return f"read_parquet({text(literal)}, file_row_number = {str(numbered).lower()})"


def unreadable(con: duckdb.DuckDBPyConnection, path: Path) -> str | None:
    """Read all of a Parquet file; return why that can't be done, None where it can."""
    try:
        con.execute(f"SELECT max(hash(*COLUMNS(*))) FROM {parquet(path)}").fetchall()
    except duckdb.Error as error:
        said = str(error).strip().partition("\n")[0]
        return "".join(sign for sign in said if sign.isprintable()).rstrip(" .:")
    return None


def one_row(con: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    """Return the one row of an aggregate query, read to its end so that the connection is free."""
    return con.execute(query).fetchall()[0]
