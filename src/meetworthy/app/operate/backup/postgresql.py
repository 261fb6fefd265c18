"""Backups of PostgreSQL: every table by COPY, all in one snapshot.

`pg_dump` would refuse a server that is newer than itself, and is not always at hand; COPY in text
is the same on every version, and the tables are made by our own migrations anyway.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from django.db import connection
from psycopg import sql

from .manifest import Part, part_of

_BLOCK = 1 << 20
LEFT_OUT = frozenset({"django_session"})
"""Who signed in here does not thereby sign in elsewhere."""

# The tables of our schema with the columns that hold data: generated ones make themselves.
_TABLES = """
select c.relname, array_agg(a.attname::text order by a.attnum)
from pg_class c
join pg_attribute a on a.attrelid = c.oid
where c.relnamespace = current_schema()::regnamespace
  and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
group by c.relname order by c.relname
"""

_SEQUENCES = """
select sequencename, coalesce(last_value, 0) from pg_sequences
where schemaname = current_schema() order by sequencename
"""


@dataclass(frozen=True, slots=True)
class Table:
    """A table and its columns that hold data."""

    name: str
    columns: tuple[str, ...]


@contextmanager
def snapshot() -> Iterator[psycopg.Connection[Any]]:
    """Open a connection of its own that sees one moment of the database, and changes nothing."""
    with _opened() as opened:
        opened.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        opened.read_only = True
        yield opened


@contextmanager
def _opened() -> Iterator[psycopg.Connection[Any]]:
    given = connection.get_connection_params()
    kept = {
        name: value
        for name, value in given.items()
        if name not in ("cursor_factory", "context", "prepare_threshold")
    }
    with psycopg.connect(**kept) as opened:
        yield opened


def tables(opened: psycopg.Connection[Any]) -> list[Table]:
    """Return every table, by name."""
    rows = opened.execute(_TABLES).fetchall()
    return [Table(name, tuple(columns)) for name, columns in rows if name not in LEFT_OUT]


def sequences(opened: psycopg.Connection[Any]) -> dict[str, int]:
    """Return how far every sequence has counted; read after the tables, it is far enough."""
    return {name: int(last) for name, last in opened.execute(_SEQUENCES).fetchall()}


def copy_out(opened: psycopg.Connection[Any], table: Table, folder: Path) -> Part:
    """Write a table's rows into a compressed file of the folder."""
    file = folder / "tables" / f"{table.name}.copy.gz"
    file.parent.mkdir(exist_ok=True)
    statement = sql.SQL("copy {} ({}) to stdout").format(*_named(table))
    with gzip.open(file, "wb", compresslevel=1) as out, opened.cursor() as cursor:
        with cursor.copy(statement) as rows:
            for block in rows:
                out.write(block)
        count = cursor.rowcount
    part = part_of(folder, file)
    return Part(part.file, part.bytes, part.sha256, table.name, table.columns, count)


def copy_in(parts: list[Part], folder: Path, counted: dict[str, int]) -> None:
    """Put every table's rows back, in one transaction: all of them or none.

    The tables hold only what migrations put there; that goes first, the backup has it too.
    Raises ValueError where a table took another number of rows than was written.
    """
    with _opened() as opened:
        names = [sql.Identifier(part.table) for part in parts]
        opened.execute(sql.SQL("truncate {}").format(sql.SQL(", ").join(names)))
        # What triggers derive was in the tables when they were copied.
        _for_each("alter table {} disable trigger user", names, opened)
        for part in parts:
            _copy_table(opened, part, folder)
        opened.execute("set constraints all immediate")
        _for_each("alter table {} enable trigger user", names, opened)
        for name, last in counted.items():
            if last:
                opened.execute("select setval(%s::regclass, %s)", (f'"{name}"', last))
    with _opened() as opened:
        opened.execute("analyze")


def _for_each(
    statement: LiteralString, names: list[sql.Identifier], opened: psycopg.Connection[Any]
) -> None:
    for name in names:
        opened.execute(sql.SQL(statement).format(name))


def _copy_table(opened: psycopg.Connection[Any], part: Part, folder: Path) -> None:
    statement = sql.SQL("copy {} ({}) from stdin").format(*_named(Table(part.table, part.columns)))
    with gzip.open(folder / part.file, "rb") as file, opened.cursor() as cursor:
        with cursor.copy(statement) as rows:
            while block := file.read(_BLOCK):
                rows.write(block)
        if cursor.rowcount != part.rows:
            raise ValueError(f"{part.table}: {cursor.rowcount} rows instead of {part.rows}")


def _named(table: Table) -> tuple[sql.Identifier, sql.Composed]:
    columns = sql.SQL(", ").join(map(sql.Identifier, table.columns))
    return sql.Identifier(table.name), columns
