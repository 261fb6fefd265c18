"""The keys of a table of facts: what judging counts on, checked before it does.

Judging keeps an array as long as the highest key, so keys are numbers from 0 on with few gaps.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from meetworthy.model.document import Steps, Tree
from meetworthy.model.problem import Problem, Refused
from meetworthy.model.tables import LEADS

from .files import match_inside
from .mapping import FileEntry
from .moments import EARLIEST, LATEST
from .sql import one_row, parquet

SPARSEST = 4
"""Times as high as there are leads the highest key may be; chosen by eye, for gaps of merges."""

ALWAYS_FINE = 1_000_000
"""A highest key that is never too high: its arrays take less than a gigabyte."""

_NEVER_NULL = ("occurred_at", "recorded_at", "date_only", "kind", "sender", "id")


def check_rows(con: duckdb.DuckDBPyConnection, paths: list[Path], tree: Tree, where: Steps) -> None:
    """Refuse a table of facts with missing values, impossible keys or times, or ids used twice."""
    facts = _facts(paths)
    problems = [
        Problem("facts_values", tree.place(where), f"Facts that {what}: {count:,}.", remedy)
        for count, what, remedy in [*_wrong(con, facts), *_named_twice(con, facts)]
        if count
    ]
    if problems:
        raise Refused(problems)


def _facts(paths: list[Path]) -> str:
    return "(" + " UNION ALL BY NAME ".join(f"FROM {parquet(path)}" for path in paths) + ")"


def _wrong(con: duckdb.DuckDBPyConnection, facts: str) -> Iterator[tuple[int, str, str]]:
    tests = [(f"{column} IS NULL", f"have no `{column}`", "Fill it in.") for column in _NEVER_NULL]
    tests += [
        (f"{key} < 0", f"have a negative `{key}`", "Number them from 0 on.")
        for key in ("lead", "account", "visitor")
    ]
    tests += [
        (
            f"epoch_us({moment}) < {EARLIEST} OR epoch_us({moment}) >= {LATEST}",
            f"have a `{moment}` before 1970 or after 2099",
            "Leave out placeholders and slips.",
        )
        for moment in ("occurred_at", "recorded_at")
    ]
    counts = ", ".join(f"count(*) FILTER ({test})" for test, _, _ in tests)
    row = one_row(con, f"SELECT {counts} FROM {facts}")
    for count, (_, what, remedy) in zip(row, tests, strict=True):
        yield int(count), what, remedy


def _named_twice(con: duckdb.DuckDBPyConnection, facts: str) -> Iterator[tuple[int, str, str]]:
    """Yield how many facts have a name (sender and id) that another has.

    Names are compared by a digest of 64 bits; of 20 million, two different ones share it with
    a chance of 1 in 90,000.
    """
    found = con.execute(f"SELECT hash(sender, id) AS named FROM {facts}").fetchnumpy()["named"]
    names = np.sort(np.asarray(found))
    yield (
        int(np.count_nonzero(names[1:] == names[:-1])),
        "have the `sender` and `id` of another",
        "Give each fact an id of its own; leave out those that are there already.",
    )


def read_leads(
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    entry: FileEntry,
    paths: list[Path],
    tree: Tree,
    name: str,
) -> pa.Table:
    """Return the leads of a table of facts: those of its table of leads, else its own numbers.

    Raises ``Refused`` where the table of leads is none, or does not fit the facts.
    """
    if entry.leads is None:
        leads = con.sql(
            "SELECT DISTINCT lead, CAST(lead AS VARCHAR) AS lead_id, NULL::INTEGER AS account,"
            f" NULL::VARCHAR AS account_id FROM {_facts(paths)} WHERE lead IS NOT NULL"
            " ORDER BY lead"
        ).to_arrow_table()
        where: Steps = ("files", name, "file")
        problems = _key_problems(con, leads, paths)
    else:
        where = ("files", name, "leads")
        matched, problem = match_inside(folder, entry.leads, tree, where)
        if problem is not None:
            raise Refused([problem])
        leads, problems = _written_leads(con, matched[0], paths)
    if problems:
        raise Refused(
            [
                Problem("facts_schema", tree.place(where), cause, remedy)
                for cause, remedy in problems
            ]
        )
    return leads.select(LEADS.names).cast(LEADS)


def _written_leads(
    con: duckdb.DuckDBPyConnection, path: Path, paths: list[Path]
) -> tuple[pa.Table, list[tuple[str, str]]]:
    remedy = "Write the table with the columns of docs/reference/sources.md."
    try:
        leads = pq.read_table(path)
    except (pa.ArrowException, OSError) as error:
        why = str(error).partition("\n")[0].rstrip(". ")
        return LEADS.empty_table(), [(f"{path.name} is not a Parquet file: {why}.", remedy)]
    if not set(LEADS.names) <= set(leads.column_names):
        return leads, [(f"{path.name} has not the columns {', '.join(LEADS.names)}.", remedy)]
    try:
        leads = leads.select(LEADS.names).cast(LEADS)
    except (pa.ArrowException, ValueError) as error:
        return leads, [(f"{path.name} has other columns: {error}.".replace("..", "."), remedy)]
    return leads, _key_problems(con, leads, paths)


def _key_problems(
    con: duckdb.DuckDBPyConnection, leads: pa.Table, paths: list[Path]
) -> list[tuple[str, str]]:
    con.register("leads", leads)
    twice, ids_twice, lowest, highest = one_row(
        con,
        "SELECT count(*) - count(DISTINCT lead), count(*) - count(DISTINCT lead_id),"
        " coalesce(min(lead), 0), coalesce(max(lead), -1) FROM leads",
    )
    unknown = one_row(
        con,
        f"SELECT count(DISTINCT lead) FROM {_facts(paths)} f WHERE lead IS NOT NULL"
        " AND lead NOT IN (SELECT lead FROM leads)",
    )[0]
    found = []
    if twice or ids_twice:
        found.append(
            (
                f"Leads that stand in it twice: {max(twice, ids_twice):,}.",
                "Keep one row for each lead.",
            )
        )
    if unknown:
        found.append(
            (f"Leads of the facts that are not in it: {unknown:,}.", "Add a row for each lead.")
        )
    if lowest < 0 or highest > max(ALWAYS_FINE, SPARSEST * leads.num_rows):
        found.append(
            (
                f"The keys of the leads ({leads.num_rows:,}) go from {lowest:,} to {highest:,}.",
                "Number the leads from 0 on, in all tables.",
            )
        )
    return found
