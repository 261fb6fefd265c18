"""What can be wrong between a mapping and its files: columns, separators, undeclared times."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from meetworthy.model.document import Steps, Tree
from meetworthy.model.problem import Problem

from .dates import Reading, readings_of
from .load import suggestion
from .mapping import FactRule, FileEntry, Mapping
from .plan import EntryPlan
from .sql import one_row
from .tables import RawTable

SEPARATORS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}


def named_columns(entry: FileEntry) -> Iterator[tuple[Steps, str]]:
    """Yield every column that an entry names, with the path of where it is named."""
    for entity in ("lead", "visitor", "account"):
        for space, column in getattr(entry, entity).items():
            yield (entity, space), column
    if entry.id not in {None, "row"}:
        yield ("id",), str(entry.id)
    yield from _cells((), entry)
    if entry.recorded is not None:
        yield ("recorded",), entry.recorded.column
    if entry.taken is not None and entry.taken.column is not None:
        yield ("taken", "column"), entry.taken.column
    for index, rule in enumerate(entry.facts):
        yield from _of_rule(("facts", index), rule)


def _of_rule(here: Steps, rule: FactRule) -> Iterator[tuple[Steps, str]]:
    yield from _cells(here, rule)
    if rule.at is not None:
        yield (*here, "at"), rule.at.column
    for number, when in enumerate(rule.when):
        yield (*here, "when", number), when.column
    for word, cell in rule.properties.items():
        if cell.column is not None:
            yield (*here, "properties", word), cell.column
    for space, column in rule.other.items():
        yield (*here, "other", space), column


def _cells(path: Steps, part: object) -> Iterator[tuple[Steps, str]]:
    for word in ("source", "campaign", "actor"):
        cell = getattr(part, word)
        if cell is not None and cell.column is not None:
            yield (*path, word), cell.column


def check_columns(mapping: Mapping, tree: Tree, tables: dict[str, list[RawTable]]) -> list[Problem]:
    """Return the problem of every column that no file of its entry has, or has twice."""
    return [
        problem
        for name, entry in mapping.files.items()
        for problem in _entry_columns(name, entry, tree, tables[name])
    ]


def _entry_columns(
    name: str, entry: FileEntry, tree: Tree, tables: list[RawTable]
) -> Iterator[Problem]:
    filled = [table for table in tables if not table.is_empty]
    if not filled:
        return
    for table in filled:
        other = _other_separator(table)
        if other is not None:
            yield Problem(
                "separator",
                tree.place(("files", name, "separator")),
                f"{table.found.name} has one column by this separator; its header looks "
                f"separated by {SEPARATORS[other]}.",
                f"Say `separator: {other!r}`.".replace("'", '"'),
            )
            return
    for path, column in named_columns(entry):
        where = tree.place(("files", name, *path))
        having = [table for table in filled if column in table.names]
        if not having:
            yield Problem(
                "column_missing",
                where,
                f"{filled[0].found.name} has no column `{column}`.",
                suggestion(column, filled[0].header),
            )
        twice = next((table for table in having if table.header.count(column) > 1), None)
        if twice is not None:
            yield Problem(
                "column_twice",
                where,
                f"{twice.found.name} has the column `{column}` more than once.",
                "Give the columns different names in the file.",
            )


def _other_separator(table: RawTable) -> str | None:
    """Return the separator that a header of one name seems to have been written with."""
    if len(table.header) != 1 or table.row_column != "row":
        return None
    counts = {mark: table.header[0].count(mark) for mark in SEPARATORS if mark != table.separator}
    best = max(counts, key=lambda mark: counts[mark])
    return best if counts[best] else None


def check_times(
    con: duckdb.DuckDBPyConnection, plan: EntryPlan, number: int, tree: Tree
) -> Iterator[Problem]:
    """Yield a problem for each column of times that is not ISO and has no declared format."""
    for index, rule in enumerate(plan.rules):
        if rule.at is None or rule.rule.at is None or rule.rule.at.format:
            continue
        error, at = rule.at.error, rule.at.at
        unread, read = one_row(
            con, f"SELECT count(*) FILTER ({error} = 1), count({at}) FROM staged_{number}"
        )
        values = _not_iso(con, plan, number, rule.rule.at.column) if unread > read else []
        fitting = readings_of(values)
        if fitting:  # else these are no times at all, and their rows are set aside one by one
            path: Steps = ("files", plan.name, "facts", index, "at")
            yield _undeclared(rule.rule.at.column, values, fitting, tree, path)


def _not_iso(
    con: duckdb.DuckDBPyConnection, plan: EntryPlan, number: int, column: str
) -> list[str]:
    """Return some of a column's cells that have digits, but not in the shape of an ISO time."""
    raw = plan.sheet.raw(column)
    rows = con.execute(
        f"SELECT DISTINCT {raw} FROM clean_{number} WHERE {raw} IS NOT NULL"
        f" AND NOT regexp_full_match({raw}, '\\d{{4}}-\\d{{2}}-\\d{{2}}.*')"
        f" AND regexp_matches({raw}, '\\d') LIMIT {MOST_TRIED}"
    ).fetchall()
    return sorted(str(value) for (value,) in rows)


MOST_TRIED = 1000
"""Cells on which formats are tried before one is suggested; chosen by eye."""


def _undeclared(
    column: str, values: list[str], fitting: list[Reading], tree: Tree, path: Steps
) -> Problem:
    if len(fitting) == 1:
        remedy = f"Declare `format: {fitting[0].format!r}` if that is what is meant."
    else:
        said = " or ".join(f"`{one.format}` ({one.example})" for one in fitting)
        remedy = f"Declare its `format`: {said}. Ask who made the export; it can't be told."
    return Problem(
        "time_undeclared",
        tree.place(path),
        f"`{column}` holds times such as '{values[0]}', which are not ISO 8601.",
        remedy.replace("'", '"'),
    )
