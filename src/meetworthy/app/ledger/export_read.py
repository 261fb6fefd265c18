"""Reading the ledger in bulk: columns straight from the database, by its ADBC driver.

Several million rows a second, against some hundred thousand through Python values.  The driver
has a connection of its own, so only what is committed is seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
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

# A first row without facts tells SQLite's driver the types, which it takes from the first rows.
_TYPED = (
    "SELECT 0 AS number, 0 AS lead, 0 AS account, 0 AS visitor, 0 AS occurred_at, 0 AS"
    " recorded_at, 0 AS date_only, '' AS kind, '' AS sender, '' AS id, '' AS source,"
    " '' AS campaign, '' AS actor, '' AS properties, x'00' AS sealed UNION ALL "
)
_FACTS = (
    "SELECT number, lead, account, visitor, occurred_at, recorded_at, date_only, kind, sender,"
    " told_id AS id, source, campaign, actor, properties, sealed FROM ledger_fact"
    " WHERE workspace_id = {workspace} AND number > {after} AND number <= {through}"
)
_encode = msgspec.json.Encoder(order="sorted").encode


def read_facts(workspace_id: int, *, after: int, through: int) -> Iterator[pa.RecordBatch]:
    """Yield the facts numbered in (after, through], in batches of FACTS, in any order."""
    query = _FACTS.format(workspace=int(workspace_id), after=int(after), through=int(through))
    for batch in read("" if is_postgresql() else _TYPED, query):
        taken = batch.filter(pc.greater(batch.column("number"), 0))
        yield pa.RecordBatch.from_arrays(
            [taken.column(field.name).cast(field.type) for field in FACTS], schema=FACTS
        )


def read(typed: str, query: str) -> Iterator[pa.RecordBatch]:
    """Yield the batches of a query; ``typed`` is put before it where types must be told."""
    with _cursor() as cursor:
        cursor.execute(typed + query)
        yield from cursor.fetch_record_batch()


@contextmanager
def _cursor() -> Iterator[Any]:
    """Open a connection of the driver's own to the database that Django uses."""
    if is_postgresql():
        from adbc_driver_postgresql import dbapi as postgresql

        opened = postgresql.connect(_postgresql_uri(connection.settings_dict))
    else:
        from adbc_driver_sqlite import dbapi as sqlite

        opened = sqlite.connect(str(connection.settings_dict["NAME"]))
    with opened, opened.cursor() as cursor:
        yield cursor


def _postgresql_uri(settings: Mapping[str, Any]) -> str:
    said = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    given = {name: str(settings[key]) for name, key in said.items() if settings.get(key)}
    options = settings.get("OPTIONS", {})
    given |= {name: str(options[name]) for name in ("host", "sslmode") if name in options}
    return f"postgresql:///{quote(settings['NAME'])}?{urlencode(given, quote_via=quote)}"


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
