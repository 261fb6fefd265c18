"""The tables that leave the room: facts in order, leads with their accounts."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from meetworthy.model.kinds import Type
from meetworthy.model.tables import (
    ALIASES,
    FACT_COLUMNS,
    LEADS,
    PROPERTY_PREFIX,
    PROPERTY_TYPES,
)

from .aliases import is_domain, namespaces
from .mapping import Mapping
from .sql import name, one_row, text

HELD_FACTS = 2_000_000
"""Facts that are handed over in memory; more are handed over as Parquet.  Chosen by eye."""


ORIGINS = (pa.field("file", pa.string()), pa.field("row", pa.int64()))
"""The columns that say from which row of which file a fact was taken, where asked for."""


def write_facts(
    con: duckdb.DuckDBPyConnection,
    properties: dict[str, Type],
    folder: Path,
    *,
    files: dict[int, str] | None = None,
) -> pa.Table | tuple[Path, ...]:
    """Return the facts of ``kept``, sorted by account, lead and canonical order.

    A table where it can be held, else a Parquet file in a folder.  With ``files`` (the name of
    each part) they say from which row of which file they were taken.
    """
    columns = [
        "f.lead", "f.account", "f.visitor",
        "make_timestamptz(f.occurred) AS occurred_at",
        "make_timestamptz(f.recorded) AS recorded_at",
        "f.date_only", "f.kind", "f.sender", "f.id", "f.source", "f.campaign", "f.actor",
    ]  # fmt: skip
    columns += [f"f.{name(PROPERTY_PREFIX + key)}" for key in properties]
    columns += [] if files is None else [f"{_file_of(files)} AS file", "f.row"]
    query = (
        f"SELECT {', '.join(columns)} FROM kept f LEFT JOIN lead_account l ON l.lead = f.lead"
        " ORDER BY coalesce(l.account, f.account) NULLS LAST, f.lead NULLS LAST,"
        " f.occurred, f.phase, f.sender, f.id"
    )
    row = one_row(con, "SELECT count(*) FROM kept")
    if row[0] <= HELD_FACTS:
        schema = facts_schema(properties)
        schema = schema if files is None else pa.schema([*schema, *ORIGINS])
        return con.sql(query).to_arrow_table().cast(schema)
    target = folder / "facts.parquet"
    con.execute(f"COPY ({query}) TO {text(str(target))} (FORMAT parquet, COMPRESSION snappy)")
    return (target,)


def _file_of(files: dict[int, str]) -> str:
    cases = " ".join(f"WHEN {part} THEN {text(file)}" for part, file in files.items())
    return f"CASE f.part {cases} END" if files else "CAST(NULL AS VARCHAR)"


def facts_schema(properties: dict[str, Type]) -> pa.Schema:
    """Return the Arrow schema of facts with these properties."""
    own = [
        pa.field(PROPERTY_PREFIX + key, PROPERTY_TYPES[kind]) for key, kind in properties.items()
    ]
    return pa.schema([*FACT_COLUMNS, *own])


def write_leads(con: duckdb.DuckDBPyConnection, mapping: Mapping) -> pa.Table:
    """Return all leads with the alias they are known by and their account from the start.

    An account is called by its domain where it has one.
    """
    domains = [
        number for number, space in enumerate(namespaces(mapping, "account")) if is_domain(space)
    ]
    preferred = f"space NOT IN ({', '.join(map(str, domains)) or '-1'}), space"
    query = (
        "SELECT n.label AS lead, n.value AS lead_id, a.account, c.value AS account_id"
        f" FROM ({_first_alias('lead', 'space')}) n"
        " LEFT JOIN lead_account a ON a.lead = n.label"
        f" LEFT JOIN ({_first_alias('account', preferred)}) c ON c.label = a.account"
        " ORDER BY n.label"
    )
    return con.sql(query).to_arrow_table().cast(LEADS)


def write_aliases(con: duckdb.DuckDBPyConnection, mapping: Mapping) -> pa.Table:
    """Return every alias of every lead, account and visitor, in the order of the namespaces."""
    queries = []
    for letter, entity in (("l", "lead"), ("a", "account"), ("v", "visitor")):
        spaces = namespaces(mapping, entity)
        if spaces:
            cases = " ".join(f"WHEN {place} THEN {text(said)}" for place, said in enumerate(spaces))
            queries.append(
                f"SELECT '{letter}' AS entity, label AS key, CASE space {cases} END AS space,"
                f" value, space AS place FROM {entity}_of"
            )
    if not queries:
        return ALIASES.empty_table()
    return (
        con.sql(
            f"SELECT entity, key, space, value FROM ({' UNION ALL '.join(queries)})"
            " ORDER BY entity, key, place, length(value), value"
        )
        .to_arrow_table()
        .cast(ALIASES)
    )


def _first_alias(entity: str, order: str) -> str:
    return (
        f"SELECT label, value FROM {entity}_of QUALIFY row_number()"
        f" OVER (PARTITION BY label ORDER BY {order}, length(value), value) = 1"
    )
