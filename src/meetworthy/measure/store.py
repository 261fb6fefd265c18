"""One DuckDB in memory with what a report is made from: `facts`, `entries` and `leads`.

Only what had occurred before `as_of` is in it (and been recorded by `known_by`).  Facts that
were taken back are gone, those of an identified visitor and of a merged lead are the lead's.
Instants are plain integers there (microseconds, UTC), so that no zone can creep in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from meetworthy.judge.gather import retracted_keys, standing_merges
from meetworthy.model.dataset import Dataset
from meetworthy.model.fact import Fact, Value
from meetworthy.model.tables import FACT_COLUMNS, PROPERTY_PREFIX


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
def open_store(
    dataset: Dataset, entries: pa.Table, *, as_of: int, known_by: int | None = None
) -> Iterator[Store]:
    """Open a store over a dataset and the entries judged from it; closed afterwards."""
    connection = duckdb.connect(config={"autoinstall_known_extensions": False})
    try:
        source = _register(connection, dataset, entries)
        described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
        store = Store(connection, frozenset(str(row[0]) for row in described))
        known = "" if known_by is None else f"AND epoch_us(recorded_at) <= {int(known_by)}"
        connection.execute(_OCCURRED.format(source=source, as_of=int(as_of), known=known))
        connection.execute(_ENTRIES.format(as_of=int(as_of)))
        _gather(store)
        yield store
    finally:
        connection.close()


def _register(connection: duckdb.DuckDBPyConnection, dataset: Dataset, entries: pa.Table) -> str:
    """Make the inputs known to the connection; return the SQL that names all facts."""
    connection.register("given_entries", entries)
    connection.register("leads", dataset.leads)
    if isinstance(dataset.facts, pa.Table) or not dataset.facts:
        given = dataset.facts if isinstance(dataset.facts, pa.Table) else FACT_COLUMNS.empty_table()
        connection.register("given_facts", given)
        return "given_facts"
    paths = ", ".join(text(str(path)) for path in dataset.facts)
    return f"read_parquet([{paths}], union_by_name = true)"


def _gather(store: Store) -> None:
    """Make the view `facts`: without those taken back, each under the lead it belongs to now."""
    gone = retracted_keys(_facts_of(store, ["fact.retracted"], ["sender", "fact"]))
    store.connection.register("gone", _pairs(("sender", "id"), sorted(gone), pa.string()))
    standing = "FROM occurred o"
    if gone:
        standing += " ANTI JOIN gone ON o.sender = gone.sender AND o.id = gone.id"
    store.connection.execute(f"CREATE VIEW standing AS SELECT o.* {standing}")
    merged = _survivors(_facts_of(store, ["lead.merged", "lead.unmerged"], ["other"], "standing"))
    store.connection.register("merged", _pairs(("other", "survivor"), merged, pa.int32()))
    store.connection.execute(_IDENTIFIED)
    identified = store.rows("SELECT count(*) FROM identified")[0][0]
    lead, joins = "s.lead", ""
    if identified:
        lead, joins = "coalesce(s.lead, before.lead, earliest.lead)", _VISITORS
    if merged:
        joins += f" LEFT JOIN merged ON merged.other = {lead}"
        lead = f"coalesce(merged.survivor, {lead})"
    store.connection.execute(_FACTS.format(lead=lead, joins=joins))


def _facts_of(
    store: Store, kinds: Sequence[str], properties: Sequence[str], view: str = "occurred"
) -> list[Fact]:
    """Read the few facts of these kinds one by one, with these properties."""
    named = ", ".join(store.property(name) for name in properties)
    chosen = ", ".join(text(kind) for kind in kinds)
    rows = store.connection.execute(
        f"SELECT kind, occurred_at, sender, id, lead, {named} FROM {view} WHERE kind IN ({chosen})"
    ).fetchall()
    return [_fact(row, properties) for row in rows]


def _fact(row: Sequence[object], properties: Sequence[str]) -> Fact:
    kind, occurred_at, sender, id_, lead = row[:5]
    said: dict[str, Value] = {
        name: str(value)
        for name, value in zip(properties, row[5:], strict=True)
        if value is not None
    }
    return Fact(
        str(kind),
        int(str(occurred_at)),
        str(sender),
        str(id_),
        lead=None if lead is None else int(str(lead)),
        properties=said,
    )


def _survivors(changes: list[Fact]) -> list[tuple[int, int]]:
    """Return each merged lead with the lead that it is part of in the end."""
    into = {merge.other: merge.lead for merge in standing_merges(changes)}

    def last(lead: int) -> int:
        while lead in into:
            lead = into[lead]
        return lead

    return [(other, last(other)) for other in into]


def _pairs(names: tuple[str, str], rows: Sequence[tuple[object, object]], kind: object) -> pa.Table:
    return pa.table(
        {name: pa.array([row[i] for row in rows], type=kind) for i, name in enumerate(names)}
    )


_OCCURRED = """
CREATE VIEW occurred AS
SELECT * EXCLUDE (occurred_at, recorded_at), epoch_us(occurred_at) AS occurred_at
FROM {source}
WHERE epoch_us(occurred_at) < {as_of} {known}
"""

_ENTRIES = """
CREATE TABLE entries AS
SELECT lead, lead_id, "pass", stage, epoch_us("at") AS "at", date_only, how, reason
FROM given_entries
WHERE epoch_us("at") < {as_of}
"""

_IDENTIFIED = """
CREATE TABLE identified AS
SELECT visitor, lead, occurred_at FROM standing
WHERE kind = 'lead.identified' AND visitor IS NOT NULL AND lead IS NOT NULL
"""

_VISITORS = """
ASOF LEFT JOIN identified before
    ON s.visitor = before.visitor AND s.occurred_at >= before.occurred_at
LEFT JOIN (
    SELECT visitor, arg_min(lead, (occurred_at, lead)) AS lead FROM identified GROUP BY visitor
) earliest ON s.visitor = earliest.visitor
"""

_FACTS = """
CREATE VIEW facts AS SELECT s.* EXCLUDE (lead), {lead} AS lead FROM standing s {joins}
"""
