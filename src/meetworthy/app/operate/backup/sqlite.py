"""Backups of SQLite: a copy of the file, made by its own online backup while others write."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

NAME = "meetworthy.sqlite3"


@contextmanager
def _opened(file: Path, mode: str) -> Iterator[sqlite3.Connection]:
    name = f"{file.absolute().as_uri()}?mode={mode}"
    with closing(sqlite3.connect(name, uri=True)) as connection:
        yield connection


def copy_database(database: Path, to: Path) -> None:
    """Copy a database as it stands at one moment; writers are not kept waiting.

    Sessions are left out: who signed in here does not thereby sign in elsewhere.
    """
    with _opened(database, "ro") as source, _opened(to, "rwc") as copy:
        source.backup(copy)
        copy.execute("pragma journal_mode = delete")
        copy.execute("pragma secure_delete = on")  # nothing of them stays in free pages
        copy.execute("delete from django_session")
        copy.commit()


def check_copy(file: Path) -> list[str]:
    """Return what SQLite finds wrong with a file; nothing where it is sound."""
    with _opened(file, "ro") as connection:
        found = [str(row[0]) for row in connection.execute("pragma quick_check(20)")]
    return [] if found == ["ok"] else found


def put_in_place(copy: Path, database: Path) -> None:
    """Make a copy the database, at once: before, there is none; after, it is all of it."""
    arriving = database.with_suffix(".restoring")
    arriving.unlink(missing_ok=True)
    with _opened(copy, "ro") as source, _opened(arriving, "rwc") as target:
        source.backup(target)
    with arriving.open("rb+") as file:
        os.fsync(file.fileno())
    for leftover in ("-wal", "-shm"):
        database.with_name(database.name + leftover).unlink(missing_ok=True)
    arriving.replace(database)


def rows(file: Path, query: str) -> list[tuple[Any, ...]]:
    """Return what a query finds in a file."""
    with _opened(file, "ro") as connection:
        found: list[tuple[Any, ...]] = connection.execute(query).fetchall()
        return found
