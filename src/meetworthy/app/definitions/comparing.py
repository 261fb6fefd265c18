"""What differs between two judgements of the same facts: stage by stage, and for whom.

The result is JSON and names leads by their public ids only, so that erasing a person leaves no
name behind in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import duckdb
import pyarrow as pa

from meetworthy.app.ledger.sql import fetch
from meetworthy.app.people.models import Workspace
from meetworthy.definition.language import Definition, Entry, Timeline
from meetworthy.judge.run import Judged
from meetworthy.model.time import DAY

FORMAT = 1
"""Rises when a field of the result changes its meaning or goes."""

MOST_NAMED = 20
"""Leads that are named for each stage and change; chosen by eye, counts are exact."""

FIRES_WITHIN = 7 * DAY
"""Changes older than this are recorded and nobody is sent after them; as in judging.effects."""

_NOT_SALES = ("judged", "created", "returned", "timer", "disqualified")
_MARKS = ("pass",)
_NOT_COUNTED = (
    "Warnings and misses of clocks are not counted: they follow when leads are judged live."
)


def compare_judged(
    workspace: Workspace, old: Judged, new: Judged, *, after: Timeline, as_of: int, now: int
) -> dict[str, Any]:
    """Return what changes from one judgement to another, as JSON values.

    ``after`` is the timeline of the second; both are as of the same instant.
    """
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        for name, judged in (("old", old), ("new", new)):
            con.register(f"{name}_given", judged.entries)
            con.execute(_ENTRIES.format(name=name, marks=_listed(_MARKS)))
            con.execute(_FIRST.format(name=name))
        con.execute(_SEEN.format(ways=_listed(_NOT_SALES)))
        comparing = _Comparing(con, after[-1])
        return {
            "format": FORMAT,
            "as_of": as_of,
            "version": after[-1].version,
            "leads": new.verdicts.num_rows,
            "stages": [comparing.stage(slug, label) for slug, label in _stages(after)],
            "fires": comparing.fires(workspace, now),
            "withdraws": comparing.withdraws(workspace),
            "verdicts": _verdicts(con, old.verdicts, new.verdicts),
            "says": [_NOT_COUNTED, *(problem.text for problem in new.problems)],
        }


def _stages(after: Timeline) -> list[tuple[str, str]]:
    labels = {stage.slug: stage.label for definition in after for stage in definition.stages}
    return [*labels.items(), ("review", "up for review"), ("exit", "left")]


class _Comparing:
    def __init__(self, con: duckdb.DuckDBPyConnection, definition: Definition) -> None:
        self.con = con
        self.definition = definition

    def stage(self, slug: str, label: str) -> dict[str, Any]:
        """Return what changes about the first entries into one stage."""
        counts = self._one(_COUNTS, slug)
        unobserved = None
        if any(s.slug == slug and s.entry is Entry.JUDGED for s in self.definition.stages):
            # Nobody of sales ever looked at these: what would become of them is not known.
            unobserved = self._one(_UNOBSERVED, slug)["leads"]
        return {
            "stage": slug,
            "label": label,
            **counts,
            "unobserved": unobserved,
            "named": {
                what: self._rows(_NAMED.format(test=test, most=MOST_NAMED), slug)
                for what, test in _CHANGES.items()
            },
        }

    def fires(self, workspace: Workspace, now: int) -> list[dict[str, Any]]:
        """Return how many tasks and messages activation would cause, by stage."""
        since = max(workspace.live_since or now, now - FIRES_WITHIN)
        judged = {s.slug for s in self.definition.stages if s.entry is Entry.JUDGED} | {"review"}
        rows = self._rows(_FIRES, since)
        return [{**row, "tasks": row["messages"] if row["stage"] in judged else 0} for row in rows]

    def withdraws(self, workspace: Workspace) -> int:
        """Return how many open tasks would be withdrawn because their cause is gone."""
        open_ = fetch(
            "SELECT lead, key FROM judging_effect"
            " WHERE workspace_id = %s AND state = 'open' AND kind = 'task.review'",
            (workspace.pk,),
        )
        keys = [(lead, *key.split(":")[:2]) for lead, key in open_]
        table = pa.table(
            {
                "lead": pa.array([key[0] for key in keys], pa.int64()),
                "pass": pa.array([int(key[1]) for key in keys], pa.int64()),
                "stage": pa.array([key[2] for key in keys], pa.string()),
            }
        )
        self.con.register("open_task", table)
        return int(self._one(_WITHDRAWN)["tasks"])

    def _one(self, query: str, *given: object) -> dict[str, Any]:
        return self._rows(query, *given)[0]

    def _rows(self, query: str, *given: object) -> list[dict[str, Any]]:
        found = self.con.sql(query, params=list(given)).to_arrow_table()
        rows: list[dict[str, Any]] = found.to_pylist()
        return rows


def _verdicts(
    con: duckdb.DuckDBPyConnection, old: pa.Table, new: pa.Table
) -> list[dict[str, object]]:
    """Return how many leads go from which verdict to which other."""
    con.register("old_verdict", old)
    con.register("new_verdict", new)
    found = con.sql(_VERDICTS).to_arrow_table()
    rows: list[dict[str, object]] = found.to_pylist()
    return rows


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


_ENTRIES = """
CREATE TABLE {name}_entry AS
SELECT lead, lead_id, "pass", stage, epoch_us("at") AS "at", how
FROM {name}_given WHERE stage NOT IN ({marks})
"""

_FIRST = """
CREATE TABLE {name}_first AS
SELECT lead, any_value(lead_id) AS lead_id, stage, min("at") AS "at" FROM {name}_entry
GROUP BY lead, stage
"""

# Leads that somebody decided about, or that came by a record: not only judged.
_SEEN = "CREATE TABLE seen AS SELECT DISTINCT lead FROM old_entry WHERE how NOT IN ({ways})"

_BOTH = """
WITH both_of AS (
    SELECT coalesce(o.lead, n.lead) AS lead, coalesce(o.lead_id, n.lead_id) AS lead_id,
           o."at" AS before, n."at" AS after
    FROM (FROM old_first WHERE stage = $1) o
    FULL JOIN (FROM new_first WHERE stage = $1) n ON n.lead = o.lead)
"""

_CHANGES: Mapping[str, str] = {
    "gained": "before IS NULL",
    "lost": "after IS NULL",
    "earlier": "after < before",
    "later": "after > before",
}

_COUNTS = (
    _BOTH
    + "SELECT count(before) AS before, count(after) AS after, "
    + ", ".join(f"count(*) FILTER ({test}) AS {what}" for what, test in _CHANGES.items())
    + ", median(abs(after - before)) FILTER (after <> before) / 86400e6 AS moved_days_median"
    + " FROM both_of"
)

_NAMED = (
    _BOTH
    + "SELECT lead_id AS lead, before, after FROM both_of WHERE {test}"
    + " ORDER BY coalesce(after, before) DESC, lead LIMIT {most}"
)

_UNOBSERVED = (
    _BOTH
    + "SELECT count(*) AS leads FROM both_of WHERE before IS NULL"
    + " AND lead NOT IN (SELECT lead FROM seen)"
)

_FIRES = """
SELECT stage, count(*) AS messages FROM (
    SELECT lead, "pass", stage FROM new_entry WHERE "at" >= $1
    EXCEPT SELECT lead, "pass", stage FROM old_entry)
GROUP BY stage ORDER BY stage
"""

_WITHDRAWN = """
SELECT count(*) AS tasks FROM open_task t
WHERE NOT EXISTS (SELECT 1 FROM new_entry n
                  WHERE n.lead = t.lead AND n."pass" = t."pass" AND n.stage = t.stage)
"""

_VERDICTS = """
SELECT o.verdict AS before, n.verdict AS after, count(*) AS leads
FROM old_verdict o JOIN new_verdict n USING (lead)
WHERE o.verdict <> n.verdict GROUP BY ALL ORDER BY ALL
"""
