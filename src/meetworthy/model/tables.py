"""The tables that travel between rooms, as Arrow schemas.

Facts travel as one table: the fixed columns below and one column ``p_<name>`` for each
property that any fact carries, with the property's own type.  Keys are small integers,
given when the facts are read; ``leads`` says which alias each stands for.
"""

from __future__ import annotations

import pyarrow as pa

from .kinds import Type

INSTANT = pa.timestamp("us", tz="UTC")
WORD = pa.dictionary(pa.int32(), pa.string())

FACT_COLUMNS = pa.schema(
    [
        pa.field("lead", pa.int32()),  # null: not about a lead
        pa.field("account", pa.int32()),  # the account it is about; null otherwise
        pa.field("visitor", pa.int32()),  # an anonymous visitor; null otherwise
        pa.field("occurred_at", INSTANT, nullable=False),
        pa.field("recorded_at", INSTANT, nullable=False),
        pa.field("date_only", pa.bool_(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("sender", pa.string(), nullable=False),
        pa.field("id", pa.string(), nullable=False),
        pa.field("source", pa.string()),
        pa.field("campaign", pa.string()),
        pa.field("actor", pa.string()),
    ]
)
"""The fixed columns of a table of facts."""

PROPERTY_PREFIX = "p_"

PROPERTY_TYPES = {
    Type.TEXT: pa.string(),
    Type.INTEGER: pa.int64(),
    Type.NUMBER: pa.float64(),
    Type.BOOLEAN: pa.bool_(),
    Type.DATE: pa.date32(),
}
"""The Arrow type of a property column, by declared type."""

LEADS = pa.schema(
    [
        pa.field("lead", pa.int32(), nullable=False),
        pa.field("lead_id", pa.string(), nullable=False),  # the alias people know it by
        pa.field("account", pa.int32()),  # the account it belongs to from the start
        pa.field("account_id", pa.string()),  # that account's alias, usually a domain
    ]
)

ENTRIES = pa.schema(
    [
        pa.field("lead", pa.int32(), nullable=False),
        pa.field("lead_id", pa.string(), nullable=False),
        pa.field("pass", pa.int32(), nullable=False),  # 1 is the first
        pa.field("motion", pa.string()),
        pa.field("stage", pa.string(), nullable=False),  # slug; or `exit`, `review`, `pass`
        pa.field("at", INSTANT, nullable=False),
        pa.field("date_only", pa.bool_(), nullable=False),
        pa.field("how", pa.string(), nullable=False),  # judged, decided, recorded, asserted, …
        pa.field("version", pa.int32()),  # of the definition that granted it
        pa.field("reason", pa.string()),  # of an exit
    ]
)
"""Every entry of a lead into a stage, every exit, review and start of a pass.

Rows with stage ``pass`` mark where a pass starts (``how``: created, returned, timer or
decided), rows with stage ``exit`` where it ends, rows with stage ``review`` where the lead
was put up for sales' review at once.
"""

ALIASES = pa.schema(
    [
        pa.field("entity", pa.string(), nullable=False),  # l, a or v: lead, account, visitor
        pa.field("key", pa.int32(), nullable=False),  # the number it has in the facts
        pa.field("space", pa.string(), nullable=False),  # as the mapping calls the namespace
        pa.field("value", pa.string(), nullable=False),
    ]
)
"""Every alias of every lead, account and visitor, each entity's best-known one first."""
