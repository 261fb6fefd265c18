"""What a reader of the numbers must know about the data: found while reading, never guessed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import duckdb

from meetworthy.model.problem import DataProblem

from .aliases import ENTITIES, namespaces, row_aliases
from .identity import MOST_RECORDS
from .keys import Shared
from .mapping import Mapping
from .plan import EntryPlan
from .quarantine import Set
from .sql import one_row, texts
from .tables import RawTable

MOST_EXAMPLES = 5


def notices(
    con: duckdb.DuckDBPyConnection,
    mapping: Mapping,
    plans: list[EntryPlan],
    shared: Shared,
    tables: dict[str, list[RawTable]],
    aside: list[Set],
) -> Iterator[DataProblem]:
    """Yield everything found about the data, one finding a kind."""
    yield from _empty_files(tables)
    yield from _columns_in_some(plans, tables)
    yield from _quarantined(aside)
    yield from _no_dates(con, plans)
    yield from _silent_rows(con, plans)
    yield from _doubled(con, plans)
    yield from _empty_source(con, plans)
    yield from _shared_aliases(mapping, shared)
    yield from _placeholders(con, mapping, plans)
    yield from _one_lead(con, mapping)
    yield from _several_accounts(con, plans)
    yield from _unknown_stages(con, mapping)
    yield from _dates_corrected(con, plans)


def _some(values: list[str]) -> tuple[str, ...]:
    return tuple(values[:MOST_EXAMPLES])


def _empty_files(tables: dict[str, list[RawTable]]) -> Iterator[DataProblem]:
    names = [table.found.name for files in tables.values() for table in files if not table.rows]
    if names:
        yield DataProblem("empty_file", len(names), "Files without any row.", _some(names))


def _columns_in_some(
    plans: list[EntryPlan], tables: dict[str, list[RawTable]]
) -> Iterator[DataProblem]:
    """Yield columns that some files of an entry have and others have not."""
    found = [
        f"{table.found.name}: {column}"
        for plan in plans
        for table in tables[plan.name]
        for column in plan.sheet.columns
        if table.rows and column not in table.names
    ]
    if found:
        yield DataProblem(
            "column_in_some",
            len(found),
            "Columns that a file lacks and others of its kind have; there they say nothing.",
            _some(found),
        )


def _quarantined(aside: list[Set]) -> Iterator[DataProblem]:
    if aside:
        kinds = Counter(each.kind for each in aside)
        yield DataProblem(
            "quarantined",
            len(aside),
            "Rows that could not be taken; the quarantine says why.",
            tuple(f"{kind} ({count})" for kind, count in kinds.most_common(MOST_EXAMPLES)),
        )
    circles = [f"{each.file} row {each.row}" for each in aside if each.kind == "cyclic_merge"]
    if circles:
        yield DataProblem(
            "cyclic_merge",
            len(circles),
            "Merges that go round in a circle; the first of each circle stands.",
            _some(circles),
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


def _silent_rows(con: duckdb.DuckDBPyConnection, plans: list[EntryPlan]) -> Iterator[DataProblem]:
    """Yield the rows that were taken and say nothing that any rule speaks of."""
    speaking = " UNION ".join(f"SELECT part, row FROM {t}" for t in ("kept", "again", "forgotten"))
    counts = []
    for number, plan in enumerate(plans):
        if plan.rules:
            row = one_row(
                con,
                f"SELECT count(*) FROM (SELECT part, row FROM keyed_{number} EXCEPT ({speaking}))",
            )
            counts.append((int(row[0]), plan.name))
    silent = [(count, name) for count, name in counts if count]
    if silent:
        yield DataProblem(
            "rows_without_facts",
            sum(count for count, _ in silent),
            "Rows that were taken and of which the mapping makes no fact.",
            tuple(f"{name} ({count})" for count, name in silent[:MOST_EXAMPLES]),
        )


def _doubled(con: duckdb.DuckDBPyConnection, plans: list[EntryPlan]) -> Iterator[DataProblem]:
    found = []
    for number, plan in enumerate(plans):
        for column, instant in plan.moments.items():
            row = one_row(con, f"SELECT count(*) FROM keyed_{number} WHERE {instant.doubled}")
            if row[0]:
                found.append((int(row[0]), f"{plan.name}: {column}"))
    if found:
        yield DataProblem(
            "time_doubled",
            sum(count for count, _ in found),
            "Times in an hour that the zone has twice, when clocks go back; the "
            "first of the two is taken.",
            _some([name for _, name in found]),
        )


def _empty_source(con: duckdb.DuckDBPyConnection, plans: list[EntryPlan]) -> Iterator[DataProblem]:
    with_source = [
        (number, rule.source)
        for number, plan in enumerate(plans)
        for rule in plan.rules
        if rule.kind.name == "lead.created" and (rule.rule.source or plan.entry.source)
    ]
    if not with_source:
        return
    rows = " UNION ALL ".join(
        f"SELECT lead, {source} AS source FROM keyed_{number}" for number, source in with_source
    )
    found = con.execute(
        f"SELECT n.value FROM (SELECT lead FROM ({rows}) WHERE lead IS NOT NULL GROUP BY lead"
        f" HAVING count(source) = 0) JOIN ({_LEAD_IDS}) n ON n.label = lead ORDER BY n.value"
    ).fetchall()
    if found:
        yield DataProblem(
            "empty_source",
            len(found),
            "Leads whose source is empty, which is not the same as `unknown`.",
            _some([str(value) for (value,) in found]),
        )


_LEAD_IDS = (
    "SELECT label, value FROM lead_of QUALIFY row_number() OVER"
    " (PARTITION BY label ORDER BY space, length(value), value) = 1"
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
            f"Aliases that more than {MOST_RECORDS} records share; they link nobody.",
            _some(found),
        )


def _placeholders(
    con: duckdb.DuckDBPyConnection, mapping: Mapping, plans: list[EntryPlan]
) -> Iterator[DataProblem]:
    """Yield the cells of aliases that name nobody, such as n/a."""
    counts: Counter[str] = Counter()
    for number, plan in enumerate(plans):
        for entity in ENTITIES:
            for alias in row_aliases(plan, mapping, entity):
                column = namespaces(mapping, entity)[alias.space]
                rows = con.execute(
                    f"SELECT {alias.raw}, count(*) FROM keyed_{number}"
                    f" WHERE {alias.raw} IS NOT NULL AND {alias.sql} IS NULL GROUP BY ALL"
                ).fetchall()
                counts.update({f"{column} {value}": int(count) for value, count in rows})
    if counts:
        yield DataProblem(
            "alias_placeholder",
            counts.total(),
            "Cells that should name somebody and hold a placeholder; they name nobody.",
            tuple(f"{said} ({count} rows)" for said, count in _most(counts)),
        )


def _most(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MOST_EXAMPLES]


def _one_lead(con: duckdb.DuckDBPyConnection, mapping: Mapping) -> Iterator[DataProblem]:
    """Yield the leads that several records of one namespace turned out to be."""
    spaces = namespaces(mapping, "lead")
    if not spaces:
        return
    rows = con.execute(
        "SELECT string_agg(value, ', ' ORDER BY length(value), value) FROM lead_of"
        " WHERE space = 0 GROUP BY label HAVING count(*) > 1 ORDER BY label"
    ).fetchall()
    if rows:
        yield DataProblem(
            "records_joined",
            len(rows),
            f"Leads that have several ids of `{spaces[0]}`, because another alias is the same.",
            _some([str(value) for (value,) in rows]),
        )


def _several_accounts(
    con: duckdb.DuckDBPyConnection, plans: list[EntryPlan]
) -> Iterator[DataProblem]:
    said = [number for number, plan in enumerate(plans) if plan.entry.account and plan.entry.lead]
    if not said:
        return
    rows = " UNION ALL ".join(
        f"SELECT lead, account FROM keyed_{number}"
        " WHERE lead IS NOT NULL AND account IS NOT NULL AND account_is_said"
        for number in said
    )
    found = con.execute(
        f"SELECT n.value FROM (SELECT lead FROM ({rows}) GROUP BY lead"
        f" HAVING count(DISTINCT account) > 1) JOIN ({_LEAD_IDS}) n ON n.label = lead"
        " ORDER BY n.value"
    ).fetchall()
    if found:
        yield DataProblem(
            "several_accounts",
            len(found),
            "Leads that files place at several accounts; the one named most often "
            "holds, unless a lead.moved says when they moved.",
            _some([str(value) for (value,) in found]),
        )


def _unknown_stages(con: duckdb.DuckDBPyConnection, mapping: Mapping) -> Iterator[DataProblem]:
    columns = {str(row[0]) for row in con.execute("DESCRIBE kept").fetchall()}
    if not mapping.stages or "p_stage" not in columns:
        return
    rows = con.execute(
        "SELECT p_stage, count(*) FROM kept WHERE kind = 'stage.asserted' AND p_stage NOT IN"
        f" {texts(mapping.stages)} GROUP BY ALL ORDER BY count(*) DESC, p_stage"
    ).fetchall()
    if rows:
        yield DataProblem(
            "stage_unknown",
            sum(int(count) for _, count in rows),
            "Asserted stages that are not in the mapping's `stages`.",
            _some([str(stage) for stage, _ in rows]),
        )


def _dates_corrected(
    con: duckdb.DuckDBPyConnection, plans: list[EntryPlan]
) -> Iterator[DataProblem]:
    """Yield what later exports date otherwise; whether it happened twice they do not say."""
    senders = [plan.sender for plan in plans if plan.entry.rows == "snapshot"]
    columns = {str(row[0]) for row in con.execute("DESCRIBE kept").fetchall()}
    if not senders or "p_stage" not in columns:
        return
    rows = con.execute(
        "SELECT n.value, p_stage, min(occurred), max(occurred) FROM kept"
        f" JOIN ({_LEAD_IDS}) n ON n.label = kept.lead WHERE kind = 'stage.asserted'"
        f" AND sender IN {texts(senders)} GROUP BY sender, n.value, p_stage"
        " HAVING count(DISTINCT occurred) > 1 AND count(DISTINCT recorded) > 1 ORDER BY ALL"
    ).fetchall()
    if rows:
        yield DataProblem(
            "stage_dated_anew",
            len(rows),
            "Stages that a later export dates otherwise than an earlier one; whether the date was "
            "corrected or the stage was entered again is not said, so both stand.",
            _some([f"{lead}: {stage}" for lead, stage, *_ in rows]),
        )
