"""What SQLite and PostgreSQL say differently, in one place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from django.db import connection

Row = Sequence[Any]

_FEW = 20
"""Rows from which COPY is quicker than an INSERT; chosen by eye."""


def is_postgresql() -> bool:
    """Say whether the ledger is kept in PostgreSQL."""
    return connection.vendor == "postgresql"


def among(column: str, values: Iterable[int] | Iterable[str]) -> tuple[str, Any]:
    """Return a condition that a column is one of many values, and its one parameter."""
    listed = list(values)
    if is_postgresql():
        if not listed:  # of which type, an empty list does not say
            return "%s::boolean", False
        kind = "text" if isinstance(listed[0], str) else "bigint"
        return f"{column} = ANY(%s::{kind}[])", listed
    return f"{column} IN (SELECT value FROM json_each(%s))", msgspec.json.encode(listed).decode()


def fetch(query: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Return the rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def execute(query: str, parameters: Sequence[Any] = ()) -> int:
    """Run a statement; returns how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return int(cursor.rowcount)


def insert(table: str, columns: Sequence[str], rows: Sequence[Row], *, known: str = "") -> None:
    """Insert rows; ``known`` says what to do with those that are there (an ON CONFLICT clause)."""
    if not rows:
        return
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        if is_postgresql() and not known and len(rows) >= _FEW:
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks}) {known}", rows)
