"""Looking facts up in a workspace that came after the database last counted its rows."""

from __future__ import annotations

import pytest

from meetworthy.app.judging.models import Effect
from meetworthy.app.ledger import planner
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


def test_a_lead_is_found_among_its_workspaces_effects_once_a_worker_had_the_database_look(
    monkeypatch,
):
    monkeypatch.setattr(planner, "_looked", [])
    key = Workspace.objects.create(slug="many", name="many").pk
    Effect.objects.bulk_create(
        Effect(workspace_id=key, lead=n % 700, key=f"k{n}", kind="entry", at=n, recorded_at=n)
        for n in range(5_000)
    )
    assert planner.look_once(at=0) == (0 if is_postgresql() else 1)
    assert planner.look_once(at=planner.EVERY - 1) == 0
    if is_postgresql():
        execute("ANALYZE judging_effect")  # which it does by itself, a minute later
    of_one = Effect.objects.filter(workspace=key, lead=17, recorded_at__lte=5_000)
    by_index = [line for line in of_one.explain().splitlines() if "Filter" not in line]
    assert any("lead" in line for line in by_index), by_index


def test_a_table_with_a_few_rows_is_not_taken_for_one_that_stays_small(monkeypatch):
    monkeypatch.setattr(planner, "_looked", [])
    facts_of("new", 5)
    looked = planner.look_once(at=0)
    if looked:  # PostgreSQL sees itself how a table has grown
        assert fetch("SELECT * FROM sqlite_stat1 WHERE tbl = 'ledger_fact'") == []
