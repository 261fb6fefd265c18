"""Whether the database is there, and what it commits is durable."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import DatabaseError, connection

from .finding import Finding, fine, wrong

ABOUT = "database"


def check_database(*, at: int) -> Iterator[Finding]:  # noqa: ARG001 - every check is asked alike
    """Find whether the database answers and keeps what it has promised."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError as error:
        said = str(error).partition("\n")[0]
        yield wrong(ABOUT, f"It does not answer: {said}", "Start it, or mend MEETWORTHY_DATABASE.")
        return
    version = ".".join(map(str, connection.get_database_version()[:2]))
    yield fine(ABOUT, f"{connection.display_name} {version} answers.")
    yield from _sqlite() if connection.vendor == "sqlite" else _postgresql()


def _sqlite() -> Iterator[Finding]:
    mode, durable = _one("pragma journal_mode"), _one("pragma synchronous")
    if mode != "wal":
        yield wrong(ABOUT, f"Its journal is {mode!r}, not a write-ahead log: readers and the "
                    "writer keep each other waiting.",
                    "Put the file on a local disk; network disks cannot have one.")  # fmt: skip
    if durable not in (2, 3):  # FULL, EXTRA: sqlite.org/pragma.html#pragma_synchronous
        yield wrong(ABOUT, "What it commits may be lost when the power fails (synchronous is not "
                    "FULL).", "Remove what sets `pragma synchronous`.")  # fmt: skip
    if mode == "wal" and durable in (2, 3):
        yield fine(ABOUT, "It writes ahead and is durable at commit.")


def _postgresql() -> Iterator[Finding]:
    loose = [
        name
        for name in ("fsync", "synchronous_commit", "full_page_writes")
        if _one(f"show {name}") == "off"
    ]
    for name in loose:
        yield wrong(ABOUT, f"{name} is off: what it commits may be lost when the power fails.",
                    f"Set {name} = on in postgresql.conf.")  # fmt: skip
    if not loose:
        yield fine(ABOUT, "It is durable at commit.")


def _one(statement: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]
