"""One DuckDB in memory with what a report is made from: `facts`, `entries` and `leads`.

Only what had occurred before `as_of` is in it.  Instants are plain integers there
(microseconds, UTC), so that no zone can creep in.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from meetworthy.model.dataset import Dataset
from meetworthy.model.tables import PROPERTY_PREFIX


@dataclass(frozen=True)
class Store:
    """A connection and the names of the columns that the facts have."""

    connection: duckdb.DuckDBPyConnection
    columns: frozenset[str]

    def table(self, sql: str, parameters: list[object] | None = None) -> pa.Table:
        """Run a query and return its rows as an Arrow table."""
        return self.connection.sql(sql, params=parameters or []).to_arrow_table()

    def rows(self, sql: str, parameters: list[object] | None = None) -> list[tuple[object, ...]]:
        """Run a query and return its rows as tuples; for small answers."""
        return self.connection.execute(sql, parameters or []).fetchall()

    def property(self, name: str, type_: str = "VARCHAR") -> str:
        """Return the SQL for a property of a fact: its column, or null where no fact has it."""
        column = PROPERTY_PREFIX + name
        return f"CAST({quoted(column)} AS {type_})" if column in self.columns else f"NULL::{type_}"


def quoted(name: str) -> str:
    """Return a name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


@contextmanager
def open_store(dataset: Dataset, entries: pa.Table, *, as_of: int) -> Iterator[Store]:
    """Open a store over a dataset and the entries judged from it; closed afterwards."""
    connection = duckdb.connect(config={"autoinstall_known_extensions": False})
    try:
        source = _register(connection, dataset, entries)
        described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
        columns = [str(row[0]) for row in described]
        connection.execute(_FACTS.format(source=source, as_of=int(as_of)))
        connection.execute(_ENTRIES.format(as_of=int(as_of)))
        yield Store(connection, frozenset(columns))
    finally:
        connection.close()


def _register(connection: duckdb.DuckDBPyConnection, dataset: Dataset, entries: pa.Table) -> str:
    """Make the inputs known to the connection; return the SQL that names all facts."""
    connection.register("given_entries", entries)
    connection.register("leads", dataset.leads)
    if isinstance(dataset.facts, pa.Table):
        connection.register("given_facts", dataset.facts)
        return "given_facts"
    paths = ", ".join(text(str(path)) for path in dataset.facts)
    return f"read_parquet([{paths}], union_by_name = true)"


_FACTS = """
CREATE VIEW facts AS
SELECT * EXCLUDE (occurred_at, recorded_at), epoch_us(occurred_at) AS occurred_at
FROM {source}
WHERE epoch_us(occurred_at) < {as_of}
"""

_ENTRIES = """
CREATE TABLE entries AS
SELECT lead, lead_id, "pass", stage, epoch_us("at") AS "at", date_only, how, reason
FROM given_entries
WHERE epoch_us("at") < {as_of}
"""
