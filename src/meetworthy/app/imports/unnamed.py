"""Leads, accounts and visitors without any name from outside: called after their first fact.

A table of facts may know them by numbers only, which mean nothing outside its folder.  What the
ledger needs is a name that stays the same when the same facts come again.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from meetworthy.facts.sql import text
from meetworthy.model.dataset import Dataset
from meetworthy.model.tables import ALIASES

SPACE = "fact"
"""The space of names that are made here: the sender and the id of the first fact."""


def with_unnamed(con: duckdb.DuckDBPyConnection, dataset: Dataset, facts: Path) -> pa.Table:
    """Return the aliases of a dataset, and one for each entity of its facts that has none."""
    con.register("aliases_said", dataset.aliases)
    queries = [
        f"SELECT '{letter}' AS entity, {column} AS key, '{SPACE}' AS space,"
        " arg_min(sender || ':' || id, (occurred_at, sender, id)) AS value"
        f" FROM read_parquet({text(str(facts))}) WHERE {column} IS NOT NULL AND {column} NOT IN"
        f" (SELECT key FROM aliases_said WHERE entity = '{letter}') GROUP BY {column}"
        for letter, column in (("l", "lead"), ("a", "account"), ("v", "visitor"))
    ]
    made = con.sql(f"FROM ({' UNION ALL '.join(queries)}) ORDER BY entity, key").to_arrow_table()
    if not made.num_rows:
        return dataset.aliases
    return pa.concat_tables([dataset.aliases, made.cast(ALIASES)])
