"""What the databases' planners have to know, and must not believe, about workspaces.

SQLite counts nothing by itself, and takes any index that begins with the workspace for a narrow
one; a worker has it look at a sample now and then.

PostgreSQL counts how many rows each workspace has.  Of one that came since it takes there to be
next to none, prefers any index that begins with the workspace to the one that fits, and reads all
of the workspace for every fact that is taken.  Not counted, a workspace is taken for one of two
hundred, and the fitting index wins as soon as it matters.
"""

from __future__ import annotations

from django.db import transaction

from meetworthy.model.time import MINUTE

from .sql import execute, fetch, is_postgresql

EVERY = 10 * MINUTE
"""How often SQLite looks; chosen by eye: a sample of 20 million facts takes a fifth of a second."""

SAMPLE = 1_000
"""Rows of each index that it looks at; chosen by eye."""

FEW = 1_000
"""A table with fewer rows is not counted: it would be read as a whole, also when it has grown.
Chosen by eye; 200 rows are enough for the planner to prefer an index."""

_looked: list[int] = []  # when this process had it look last

_COUNTED = (
    "SELECT a.attrelid::regclass::text FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
    " WHERE a.attname = 'workspace_id' AND c.relkind IN ('r', 'p')"
    " AND c.relnamespace = current_schema()::regnamespace AND a.attstattarget IS DISTINCT FROM 0"
)


def uncount_workspaces(**_signal: object) -> None:
    """Let no statistics be kept of how many rows a workspace has, in any table; after migrating."""
    if not is_postgresql():
        return
    for (table,) in fetch(_COUNTED):  # quoted by the database
        execute(f"ALTER TABLE {table} ALTER COLUMN workspace_id SET STATISTICS 0")


def look_once(*, at: int) -> int:
    """Let SQLite look at how its tables are filled, where it is time; returns whether it did."""
    if is_postgresql() or (_looked and 0 <= at - _looked[-1] < EVERY):
        return 0
    _looked[:] = [at]
    execute(f"PRAGMA analysis_limit = {SAMPLE}")
    with transaction.atomic():
        execute("ANALYZE")
        execute("DELETE FROM sqlite_stat1 WHERE CAST(stat AS INTEGER) < %s", (FEW,))
    execute("ANALYZE sqlite_schema")  # so that this connection, too, forgets what was deleted
    return 1
