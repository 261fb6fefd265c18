"""Reading the ledger in bulk, as columns.

By a connection of its own, so only what is committed is seen.  PostgreSQL's columns come by its
ADBC driver: several million values a second, none of them through Python.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection

from .seal import Keys, unseal
from .sql import is_postgresql

FACTS = pa.schema(
    [
        ("number", pa.int64()),
        ("lead", pa.int64()),
        ("account", pa.int64()),
        ("visitor", pa.int64()),
        ("occurred_at", pa.int64()),
        ("recorded_at", pa.int64()),
        ("date_only", pa.bool_()),
        ("kind", pa.string()),
        ("sender", pa.string()),
        ("id", pa.string()),
        ("source", pa.string()),
        ("campaign", pa.string()),
        ("actor", pa.string()),
        ("properties", pa.string()),
        ("sealed", pa.binary()),
    ]
)
"""The columns of facts as they are read."""

ROWS_AT_ONCE = 20_000
"""Rows of a batch from SQLite; chosen by eye."""

_FACTS = (
    "SELECT number, lead, account, visitor, occurred_at, recorded_at, date_only, kind, sender,"
    " told_id AS id, source, campaign, actor, properties, sealed FROM ledger_fact"
    " WHERE workspace_id = {workspace} AND number > {after} AND number <= {through}"
)
_encode = msgspec.json.Encoder(order="sorted").encode


def read_facts(workspace_id: int, *, after: int, through: int) -> Iterator[pa.RecordBatch]:
    """Yield the facts numbered in (after, through], in batches of FACTS, in any order."""
    query = _FACTS.format(workspace=int(workspace_id), after=int(after), through=int(through))
    yield from read(query, FACTS)


def read(query: str, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a query, in batches of a schema with its columns in their order."""
    batches = _from_postgresql(query) if is_postgresql() else _from_sqlite(query, schema)
    for batch in batches:
        columns = [batch.column(place).cast(field.type) for place, field in enumerate(schema)]
        yield pa.RecordBatch.from_arrays(columns, schema=schema)


def _from_postgresql(query: str) -> Iterator[pa.RecordBatch]:
    from adbc_driver_postgresql import dbapi

    uri = _uri(connection.settings_dict)
    with dbapi.connect(uri) as opened, opened.cursor() as cursor:
        cursor.execute(query)
        yield from cursor.fetch_record_batch()


def _uri(settings: Mapping[str, Any]) -> str:
    """Return the database that Django uses as libpq names it."""
    said = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    given = {name: str(settings[key]) for name, key in said.items() if settings.get(key)}
    options = settings.get("OPTIONS", {})
    given |= {name: str(options[name]) for name in ("host", "sslmode") if name in options}
    return f"postgresql:///{quote(settings['NAME'])}?{urlencode(given, quote_via=quote)}"


def _from_sqlite(query: str, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """Read by Python's own SQLite.

    Never by a driver that brings another copy of the library: two copies in one process drop
    each other's locks (sqlite.org/howtocorrupt.html, 2.2.1).
    """
    name = quote(str(connection.settings_dict["NAME"]))
    opened = sqlite3.connect(f"file:{name}?mode=ro", uri=True)
    try:
        cursor = opened.execute(query)
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            columns = zip(*rows, strict=True)
            arrays = [
                _array(column, field.type) for column, field in zip(columns, schema, strict=True)
            ]
            yield pa.RecordBatch.from_arrays(arrays, schema=schema)
    finally:
        opened.close()


def _array(column: Sequence[Any], kind: pa.DataType) -> pa.Array:
    if pa.types.is_boolean(kind):  # SQLite keeps 0 and 1
        return pa.array(column, pa.int64()).cast(kind)
    return pa.array(column, kind)


class Unsealer:
    """Puts what judging needs of what is sealed beside the rest, where its key still exists."""

    def __init__(self, workspace_id: int, needed: Mapping[str, frozenset[str]]) -> None:
        self.workspace_id = workspace_id
        self.needed = needed

    def open(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return a batch without sealed text, and with what is needed of it."""
        properties = batch.column("properties")
        places = self._places(batch, properties)
        if places:
            texts = properties.to_pylist()
            for place, text in self._opened(batch, places, texts):
                texts[place] = text
            properties = pa.array(texts, pa.string())
        index = batch.schema.get_field_index("properties")
        return batch.set_column(index, "properties", properties).drop_columns(["sealed"])

    def _places(self, batch: pa.RecordBatch, properties: pa.Array) -> list[int]:
        """Return the rows that lack something that is needed and may be sealed."""
        sealed = pc.is_valid(batch.column("sealed"))
        if not self.needed or not pc.any(sealed).as_py():
            return []
        lacking = pa.array([False] * len(batch))
        kinds = batch.column("kind")
        for kind, names in self.needed.items():
            mine = pc.equal(kinds, kind)
            for name in names:
                said = pc.match_substring(properties, f'"{name}":')
                lacking = pc.or_(lacking, pc.and_(mine, pc.invert(said)))
        found: list[int] = pc.indices_nonzero(pc.and_(sealed, lacking)).to_pylist()
        return found

    def _opened(
        self, batch: pa.RecordBatch, places: Sequence[int], texts: Sequence[str]
    ) -> Iterator[tuple[int, str]]:
        columns = [batch.column(name).take(pa.array(places)).to_pylist() for name in _SEALED]
        subjects = [
            ("v", visitor) if lead is None else ("l", lead)
            for lead, visitor in zip(columns[0], columns[1], strict=True)
        ]
        keys = Keys(self.workspace_id)
        keys.fetch(set(subjects))
        for place, subject, kind, sealed in zip(places, subjects, *columns[2:], strict=True):
            cipher = keys.cipher(subject)
            if cipher is None:
                continue  # erased
            names, said = self.needed[kind], unseal(sealed, cipher)
            wanted = {name: value for name, value in said.items() if name in names}
            if wanted:
                yield place, _encode(msgspec.json.decode(texts[place]) | wanted).decode()


_SEALED = ("lead", "visitor", "kind", "sealed")
