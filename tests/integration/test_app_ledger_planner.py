"""Looking facts up in a workspace that came after the database last counted its rows."""

from __future__ import annotations

import pytest

from meetworthy.app.ledger.sql import execute, fetch, insert, is_postgresql
from meetworthy.app.people.models import Workspace

pytestmark = [pytest.mark.database, pytest.mark.django_db]

COLUMNS = (
    "workspace_id", "number", "kind", "occurred_at", "recorded_at", "date_only", "sender",
    "told_id", "lead", "properties", "content",
)  # fmt: skip

LOOKUPS = {"told_id": ("sender = 'site' AND told_id = %s", "m17"), "lead": ("lead = %s", 17)}


def facts_of(slug: str, count: int) -> int:
    """Write facts of a new workspace as they would stand; return its key."""
    key = Workspace.objects.create(slug=slug, name=slug).pk
    rows = [
        (key, n, "page.viewed", n, n, False, "site", f"m{n}", n % 999, "{}", b"-")
        for n in range(count)
    ]
    insert("ledger_fact", COLUMNS, rows)
    return int(key)


@pytest.mark.parametrize("column", LOOKUPS)
def test_facts_of_a_new_workspace_are_found_by_the_index_that_fits(column: str):
    facts_of("old", 20_000)
    execute("ANALYZE")
    new = facts_of("new", 5_000)
    condition, value = LOOKUPS[column]
    explain = "EXPLAIN" if is_postgresql() else "EXPLAIN QUERY PLAN"
    query = f"SELECT kind FROM ledger_fact WHERE workspace_id = %s AND {condition}"
    lines = [str(row) for row in fetch(f"{explain} {query}", (new, value))]
    by_index = [line for line in lines if "workspace_id" in line and "Filter" not in line]
    assert [line for line in by_index if column in line], lines
