"""Batches of a block as one Arrow table of facts, keyed by whole numbers."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from meetworthy.model.kinds import KINDS, Type
from meetworthy.model.tables import (
    FACT_COLUMNS,
    INSTANT,
    LEADS,
    PROPERTY_PREFIX,
    PROPERTY_TYPES,
    WORD,
)

from .block import Block, Span
from .clock import Ints
from .records import running_ids
from .values import Batch, always
from .world import World

ATTRIBUTES = {
    "title": Type.TEXT,
    "seniority": Type.TEXT,
    "name": Type.TEXT,
    "domain": Type.TEXT,
    "industry": Type.TEXT,
    "employees": Type.INTEGER,
    "country": Type.TEXT,
}
"""What leads and accounts are described by."""

USED = (
    "demo.requested",
    "page.viewed",
    "calculator.used",
    "content.downloaded",
    "webinar.attended",
    "event.attended",
    "email.opened",
    "email.clicked",
    "email.replied",
    "email.bounced",
    "ad.clicked",
    "referral.received",
    "trial.started",
    "product.used",
    "feature.activated",
    "teammate.invited",
    "limit.reached",
    "intent.surged",
    "criterion.assessed",
    "lead.assigned",
    "contact.made",
    "lead.rejected",
    "stage.asserted",
    "meeting.booked",
    "meeting.held",
    "meeting.missed",
    "meeting.declined",
    "opportunity.created",
    "opportunity.lost",
    "spend.recorded",
    "person.described",
)
"""The kinds whose properties have columns."""

UNSAID = frozenset({"url", "campaign_name", "team"})
"""Properties that those kinds may carry and this company never records."""

_PROPERTIES = {
    name: type_
    for kind in USED
    for name, type_ in KINDS[kind].properties.items()
    if name not in UNSAID
}

PROPERTIES: dict[str, Type] = ATTRIBUTES | _PROPERTIES
"""The type of every property that the simulated company records."""

SCHEMA = pa.schema(
    [*FACT_COLUMNS]
    + [pa.field(PROPERTY_PREFIX + name, PROPERTY_TYPES[t]) for name, t in PROPERTIES.items()]
)

PLAIN = frozenset({"id", "p_name", "p_domain", "p_meeting", "p_opportunity"})
"""Texts of which hardly two are the same."""


def travelling_type(field: pa.Field) -> pa.DataType:
    """Return the type a column has until it is written: texts are codes."""
    return WORD if field.type == pa.string() and field.name not in PLAIN else field.type


TRAVELLING = pa.schema([field.with_type(travelling_type(field)) for field in SCHEMA])


def fact_table(batches: list[Batch], span: Span, world: World, first_id: int) -> pa.Table:
    """Return the facts of a block; ids are numbered on from ``first_id``."""
    tables = []
    for batch in batches:
        if len(batch):
            tables.append(_table(batch, span, world, first_id))
            first_id += len(batch)
    return pa.concat_tables(tables).unify_dictionaries()


def count_facts(batches: list[Batch]) -> int:
    """Return how many facts some batches hold."""
    return sum(len(batch) for batch in batches)


def _table(batch: Batch, span: Span, world: World, first_id: int) -> pa.Table:
    count = len(batch)
    recorded = batch.at if batch.recorded is None else batch.recorded
    known: dict[str, pa.Array] = {
        "occurred_at": pa.array(world.instants(batch.at)).cast(INSTANT),
        "recorded_at": pa.array(world.instants(recorded)).cast(INSTANT),
        "date_only": pa.repeat(pa.scalar(batch.date_only), count),
        "kind": always(batch.kind, count).column(),
        "sender": always(batch.sender, count).column(),
        "id": running_ids("e", first_id + np.arange(count)).column(),
    }
    keys = {
        "lead": (batch.lead, span.first_lead),
        "account": (batch.account, span.first_account),
        "visitor": (batch.visitor, span.first_visitor),
    }
    known |= {name: _key(rows, first) for name, (rows, first) in keys.items() if rows is not None}
    words = {"actor": batch.actor, "source": batch.source, "campaign": batch.campaign}
    known |= {name: word.column() for name, word in words.items() if word is not None}
    known |= {PROPERTY_PREFIX + name: c.column() for name, c in batch.properties.items()}
    return pa.table([_column(known, field, count) for field in TRAVELLING], schema=TRAVELLING)


def _key(rows: Ints, first: int) -> pa.Array:
    return pa.array((rows + first).astype(np.int32))


def _column(known: dict[str, pa.Array], field: pa.Field, count: int) -> pa.Array:
    if field.name not in known:
        return pa.nulls(count, field.type)
    column = known[field.name]
    if column.type == field.type:
        return column
    return (
        column.dictionary_encode()
        if pa.types.is_dictionary(field.type)
        else column.cast(field.type)
    )


def leads_table(block: Block) -> pa.Table:
    """Return who the leads of a block are, by the key of each."""
    leads, account = block.leads, block.leads.account
    domains = block.accounts.domain.take(pa.array(account))
    return pa.table(
        [
            _key(leads.number, 0),
            leads.email,
            _key(account, block.span.first_account),
            domains,
        ],
        schema=LEADS,
    )
