"""What a reader of the numbers must know about the data: found while reading, never guessed."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from meetworthy.model.problem import DataProblem

from .aliases import namespaces
from .keys import Shared
from .mapping import Mapping
from .plan import EntryPlan
from .sql import one_row
from .tables import RawTable

MOST_EXAMPLES = 5


def notices(
    con: duckdb.DuckDBPyConnection,
    mapping: Mapping,
    plans: list[EntryPlan],
    shared: Shared,
    tables: dict[str, list[RawTable]],
) -> Iterator[DataProblem]:
    """Yield everything found about the data, one finding a kind."""
    yield from _empty_files(tables)
    yield from _no_dates(con, plans)
    yield from _empty_source(con, plans)
    yield from _shared_aliases(mapping, shared)


def _empty_files(tables: dict[str, list[RawTable]]) -> Iterator[DataProblem]:
    names = [table.found.name for files in tables.values() for table in files if not table.rows]
    if names:
        yield DataProblem(
            "empty_file", len(names), "Files without any row.", tuple(names[:MOST_EXAMPLES])
        )


def _no_dates(con: duckdb.DuckDBPyConnection, plans: list[EntryPlan]) -> Iterator[DataProblem]:
    undated = [number for number, plan in enumerate(plans) if plan.entry.rows == "undated"]
    if undated:
        union = " UNION ".join(f"SELECT lead FROM keyed_{number}" for number in undated)
        row = one_row(con, f"SELECT count(DISTINCT lead) FROM ({union})")
        yield DataProblem(
            "no_dates",
            int(row[0]),
            "Leads of which nothing says when it happened: stages are counted, but neither the "
            "time between them nor cohorts can be told.",
            tuple(plans[number].name for number in undated),
        )


def _empty_source(con: duckdb.DuckDBPyConnection, plans: list[EntryPlan]) -> Iterator[DataProblem]:
    with_source = [
        (number, rule.source)
        for number, plan in enumerate(plans)
        for rule in plan.rules
        if rule.kind.name == "lead.created" and "NULL" not in rule.source
    ]
    if not with_source:
        return
    rows = " UNION ALL ".join(
        f"SELECT lead, {source} AS source FROM keyed_{number}" for number, source in with_source
    )
    found = con.execute(
        f"SELECT n.value FROM (SELECT lead FROM ({rows}) WHERE lead IS NOT NULL GROUP BY lead"
        " HAVING count(source) = 0) JOIN (SELECT label, min(value) AS value FROM lead_of"
        " WHERE space = 0 GROUP BY label) n ON n.label = lead ORDER BY n.value"
    ).fetchall()
    if found:
        yield DataProblem(
            "empty_source",
            len(found),
            "Leads whose source is empty, which is not the same as `unknown`.",
            tuple(str(value) for (value,) in found[:MOST_EXAMPLES]),
        )


def _shared_aliases(mapping: Mapping, shared: Shared) -> Iterator[DataProblem]:
    found = [
        f"{namespaces(mapping, entity)[space]} {value} ({records} records)"
        for entity, values in shared.items()
        for space, value, records in values
    ]
    if found:
        yield DataProblem(
            "alias_shared",
            len(found),
            "Aliases that many records share; they link nobody.",
            tuple(found[:MOST_EXAMPLES]),
        )
