"""The tables that leave the room: facts in order, leads with their accounts."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from meetworthy.model.kinds import Type
from meetworthy.model.tables import FACT_COLUMNS, LEADS, PROPERTY_PREFIX, PROPERTY_TYPES

from .aliases import is_domain, namespaces
from .mapping import Mapping
from .sql import name, one_row, text

HELD_FACTS = 2_000_000
"""Facts that are handed over in memory; more are handed over as Parquet.  Chosen by eye."""


def write_facts(
    con: duckdb.DuckDBPyConnection, properties: dict[str, Type], folder: Path
) -> pa.Table | tuple[Path, ...]:
    """Return the facts of ``kept``, sorted by account, lead and canonical order.

    A table where it can be held, else a Parquet file in a folder.
    """
    columns = [
        "f.lead", "f.account", "f.visitor",
        "make_timestamptz(f.occurred) AS occurred_at",
        "make_timestamptz(f.recorded) AS recorded_at",
        "f.date_only", "f.kind", "f.sender", "f.id", "f.source", "f.campaign", "f.actor",
    ]  # fmt: skip
    columns += [f"f.{name(PROPERTY_PREFIX + key)}" for key in properties]
    query = (
        f"SELECT {', '.join(columns)} FROM kept f LEFT JOIN lead_account l ON l.lead = f.lead"
        " ORDER BY coalesce(l.account, f.account) NULLS LAST, f.lead NULLS LAST,"
        " f.occurred, f.phase, f.sender, f.id"
    )
    row = one_row(con, "SELECT count(*) FROM kept")
    if row[0] <= HELD_FACTS:
        return con.sql(query).to_arrow_table().cast(facts_schema(properties))
    target = folder / "facts.parquet"
    con.execute(f"COPY ({query}) TO {text(str(target))} (FORMAT parquet, COMPRESSION snappy)")
    return (target,)


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


def _first_alias(entity: str, order: str) -> str:
    return (
        f"SELECT label, value FROM {entity}_of QUALIFY row_number()"
        f" OVER (PARTITION BY label ORDER BY {order}, length(value), value) = 1"
    )
