"""What PostgreSQL's planner must not believe about workspaces.

It counts how many rows each workspace has, now and then.  Of one that came since it takes there to
be next to none, prefers any index that begins with the workspace to the one that fits, and reads
all of the workspace for every fact that is taken.  Not counted, a workspace is taken for one of
two hundred, and the fitting index wins as soon as it matters.
"""

from __future__ import annotations

from .sql import execute, fetch, is_postgresql

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
