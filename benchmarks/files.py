"""The benchmark's facts as Parquet files in the product's own schema."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from meetworthy.model.tables import FACT_COLUMNS, LEADS, PROPERTY_PREFIX
from meetworthy.model.time import MINUTE

from . import world
from .data import Facts, Files, Ints, draw_facts
from .world import CODE, Property

ROW_GROUP = 1 << 18
LEADS_PER_ACCOUNT = 4
SEED = 20_260_301

Mask = npt.NDArray[np.bool_]


def words(codes: Ints, said: tuple[object, ...], none: Mask) -> pa.Array:
    """Return a dictionary column of words from codes counted from 0."""
    indices = pa.array(codes.astype(np.int32), mask=none)
    return pa.DictionaryArray.from_arrays(indices, pa.array(said))


def property_column(facts: Facts, one: Property) -> pa.Array:
    """Return a property's column; null where a fact's kind does not carry it."""
    carries = np.isin(facts.kind, [CODE[name] for name in one.kinds])
    code = ((facts.detail >> one.shift) & ((1 << one.bits) - 1)).astype(np.int64) * carries
    column = words(code - 1, one.words, code == 0)
    return column if isinstance(one.words[0], str) else column.dictionary_decode()


def fixed_columns(facts: Facts, rows: Ints) -> list[pa.Array]:
    """Return the columns of FACT_COLUMNS; ``rows`` are the places in the append log."""
    size, nothing = len(rows), np.zeros(len(rows), bool)
    by_people = facts.kind > CODE["lead.described"]
    hashed = facts.lead.astype(np.int64) * 2_654_435_761 >> 7
    delay = np.where(by_people, hashed % 600, hashed % 2) * MINUTE
    return [
        pa.array(facts.lead),
        pa.nulls(size, pa.int32()),
        pa.nulls(size, pa.int32()),
        pa.array(facts.at),
        pa.array(facts.at + delay),
        pa.array(nothing),
        words(facts.kind.astype(np.int64), world.KINDS, nothing),
        words(by_people.astype(np.int64), ("web", "crm"), nothing),
        pa.array(rows).cast(pa.string()),
        words(hashed % len(world.SOURCES), world.SOURCES, nothing),
        pa.nulls(size, pa.string()),
        words(hashed % len(world.ACTORS), world.ACTORS, ~by_people),
    ]


def table_of(facts: Facts, rows: Ints) -> pa.Table:
    """Return facts as a table in the facts schema, texts as dictionaries."""
    columns = fixed_columns(facts, rows)
    columns += [property_column(facts, one) for one in world.PROPERTIES]
    names = [*FACT_COLUMNS.names, *(PROPERTY_PREFIX + one.name for one in world.PROPERTIES)]
    table = pa.table(columns, names=names)
    for name in ("occurred_at", "recorded_at"):
        where = table.schema.get_field_index(name)
        instants = table.column(name).cast(FACT_COLUMNS.field(name).type)
        table = table.set_column(where, FACT_COLUMNS.field(name), instants)
    return table


def write_facts(path: Path, tables: Iterator[pa.Table]) -> None:
    """Write tables as one file whose texts read back as plain text."""
    first = next(tables)
    texts = [field.name for field in first.schema if pa.types.is_dictionary(field.type)]
    with pq.ParquetWriter(path, first.schema, use_dictionary=texts, store_schema=False) as writer:
        writer.write_table(first, row_group_size=ROW_GROUP)
        for table in tables:
            writer.write_table(table, row_group_size=ROW_GROUP)


def groups(facts: Facts, order: Ints, places: Ints) -> Iterator[pa.Table]:
    """Yield the facts in an order, a row group at a time; ``places`` name them."""
    for start in range(0, len(order), ROW_GROUP):
        rows = order[start : start + ROW_GROUP]
        yield table_of(facts.take(rows), places[start : start + ROW_GROUP])


def leads_table(leads: int) -> pa.Table:
    """Return the table of leads: four to an account, keys in the accounts' order."""
    keys = np.arange(leads)
    account = keys // LEADS_PER_ACCOUNT
    text = pa.array(keys).cast(pa.string())
    domain = pa.array(account).cast(pa.string())
    return pa.table(
        [
            pa.array(keys.astype(np.int32)),
            pc.binary_join_element_wise("lead", text, "-"),
            pa.array(account.astype(np.int32)),
            pc.binary_join_element_wise(domain, "example", "."),
        ],
        schema=LEADS,
    )


def make_files(folder: Path, leads: int, seed: int = SEED) -> Files:
    """Return the files of a size, written to a folder unless they are there already.

    ``unsorted`` is in the order of time, as an append log is; ``sorted`` by account, lead
    and time.  Both hold the same facts under the same ids.
    """
    files = Files(*(folder / f"{name}-{leads}.parquet" for name in ("log", "sorted", "leads")))
    if not files.leads.exists():
        folder.mkdir(parents=True, exist_ok=True)
        facts = draw_facts(leads, seed)
        order = np.argsort(facts.at, kind="stable")
        places = np.arange(len(order))
        write_facts(files.unsorted, groups(facts, order, places))
        rank = np.empty_like(order)
        rank[order] = places
        write_facts(files.sorted, groups(facts, places, rank))
        pq.write_table(leads_table(leads), files.leads)  # last: it says that all is there
    return files
