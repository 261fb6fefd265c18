"""The rows of the CSV exports of one block: activity logs, contacts, companies, deals."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .block import Block
from .clock import Floats, Ints
from .exports import COMPANIES, CONTACTS, DEALS, PEOPLE_FILE, SPEND, Log, Wide
from .records import running_ids
from .values import Batch, Words
from .world import World

FIRST_NUMBERS = {"contact": 100_000, "company": 5_000, "visitor": 0}
"""Where the systems' own numbers begin."""


def log_table(log: Log, batch: Batch, block: Block, world: World) -> pa.Table:
    """Return the rows of a batch in a log, but for their numbers."""
    count = len(batch)
    known: dict[str, pa.Array] = {
        log.event: pa.repeat(log.rows[batch.kind], count),
        "Time": stamps(batch.at, world),
    }
    if log.lead and batch.lead is not None:
        known[log.lead[1]] = _lead(log.lead[0], batch.lead, block)
    if batch.account is not None:
        known |= {header: _account(space, batch.account, block) for space, header in log.account}
    if log.visitor and batch.visitor is not None:
        known[log.visitor] = running_ids("a", batch.visitor + block.span.first_visitor).column()
    for name, words in ((log.actor, batch.actor), (log.source, batch.source)):
        if name and words is not None:
            known[name] = words.column().cast(pa.string())
    if log.recorded:
        known[log.recorded] = stamps(batch.at if batch.recorded is None else batch.recorded, world)
    for name, column in batch.properties.items():
        known[log.columns[name]] = _text(column.column())
    header = log.header[1:]
    columns = [known.get(name, pa.nulls(count, pa.string())) for name in header]
    return pa.table(columns, schema=pa.schema([pa.field(name, pa.string()) for name in header]))


def _lead(namespace: str, rows: Ints, block: Block) -> pa.Array:
    if namespace == "email":
        return block.leads.email.take(pa.array(rows))
    return pa.array(rows + block.span.first_lead + FIRST_NUMBERS["contact"]).cast(pa.string())


def _account(namespace: str, rows: Ints, block: Block) -> pa.Array:
    if namespace == "domain":
        return block.accounts.domain.take(pa.array(rows))
    return pa.array(block.accounts.number[rows] + FIRST_NUMBERS["company"]).cast(pa.string())


def _text(column: pa.Array) -> pa.Array:
    """Return a column as the text of its cells; whole numbers without a decimal point."""
    if pa.types.is_floating(column.type):
        column = column.cast(pa.int64())
    return column.cast(pa.string())


def stamps(at: Floats, world: World) -> pa.Array:
    """Return instants as ISO 8601 text in UTC; empty where they lie outside the data."""
    seen = np.isfinite(at) & (at < world.end) & (at >= 0)
    instants = world.instants(np.where(seen, at, 0.0)) // 1_000_000
    moments = pa.array(instants, pa.timestamp("s", tz="UTC"), mask=~seen)
    return pc.strftime(moments, format="%Y-%m-%dT%H:%M:%SZ")


def _table(wide: Wide, *columns: pa.Array) -> pa.Table:
    fields = [pa.field(name, pa.string()) for name in wide.header]
    texts = [column if column.type == pa.string() else _text(column) for column in columns]
    return pa.table(texts, schema=pa.schema(fields))


def contacts(block: Block, world: World) -> pa.Table:
    """Return the contacts of a block as the CRM exports them, with the dates of their stages."""
    leads, span = block.leads, block.span
    created, described, assigned = (
        _only(block, kind) for kind in ("lead.created", "lead.described", "lead.assigned")
    )
    assert created.source is not None
    assert created.campaign is not None
    return _table(
        CONTACTS,
        pa.array(span.first_lead + FIRST_NUMBERS["contact"] + np.arange(len(leads))),
        leads.email,
        leads.first,
        leads.last,
        described.properties["title"].column(),
        described.properties["seniority"].column(),
        pa.array(block.accounts.number[leads.account] + FIRST_NUMBERS["company"]),
        created.source.column(),
        created.campaign.column(),
        assigned.properties["owner"].column(),
        stamps(leads.created, world),
        *(
            stamps(_asserted(block, stage), world)
            for stage in ("mql", "sql", "opportunity", "customer")
        ),
    )


def _only(block: Block, kind: str) -> Batch:
    (batch,) = (batch for batch in block.batches if batch.kind == kind)
    return batch


def _asserted(block: Block, stage: str) -> Floats:
    at = np.full(len(block.leads), np.inf)
    for batch in block.batches:
        if batch.kind == "stage.asserted" and batch.lead is not None:
            word = batch.properties["stage"]
            if isinstance(word, Words) and word.words[0] == stage:
                at[batch.lead] = batch.at
    return at


def companies(block: Block, world: World) -> pa.Table:
    """Return the companies of a block as the CRM exports them."""
    (batch,) = (b for b in block.batches if b.kind == "account.described" and b.sender == "crm")
    assert batch.account is not None
    said = [
        batch.properties[name].column()
        for name in ("name", "domain", "industry", "employees", "country")
    ]
    number = pa.array(block.accounts.number[batch.account] + FIRST_NUMBERS["company"])
    return _table(COMPANIES, number, *said, stamps(batch.at, world))


def deals(block: Block, world: World) -> pa.Table:
    """Return the deals of a block: one row a deal, with how it ended."""
    rows: dict[str, dict[str, str]] = {}
    for what in ("created", "won", "lost"):
        for batch in block.batches:
            if batch.kind == f"opportunity.{what}":
                for row in _deal_rows(batch, block, world, what):
                    rows.setdefault(row["Deal ID"], {}).update(row)
    columns = [
        pa.array([row.get(name) for row in rows.values()], pa.string()) for name in DEALS.header
    ]
    return _table(DEALS, *columns)


def _deal_rows(batch: Batch, block: Block, world: World, what: str) -> list[dict[str, str]]:
    assert batch.lead is not None
    assert batch.actor is not None
    closed = pa.array(world.local_days(batch.at).astype(np.int32)).cast(pa.date32())
    first = block.span.first_lead + FIRST_NUMBERS["contact"]
    said = {
        "Deal ID": batch.properties["opportunity"].column(),
        "Contact ID": pa.array(batch.lead + first),
        "Owner": batch.actor.column(),
        "Amount": batch.properties["amount"].column() if what != "lost" else None,
        "Currency": batch.properties["currency"].column() if what != "lost" else None,
        "Lost reason": batch.properties["reason"].column() if what == "lost" else None,
        "Created": stamps(batch.at, world) if what == "created" else None,
        "Closed": closed if what != "created" else None,
        "Status": pa.repeat({"created": "open"}.get(what, what), len(batch)),
    }
    texts = {name: _text(column) for name, column in said.items() if column is not None}
    rows: list[dict[str, str]] = pa.table(texts).to_pylist()
    return rows


def spend(batches: list[Batch], world: World) -> pa.Table:
    """Return what was spent, a row a month and source."""
    tables = [_spend_rows(batch, world) for batch in batches if batch.kind == "spend.recorded"]
    return pa.concat_tables(tables)


def _spend_rows(batch: Batch, world: World) -> pa.Table:
    count = len(batch)
    source = batch.source.column() if batch.source else pa.nulls(count, pa.string())
    amount = batch.properties["amount"].column().cast(pa.string())
    rest = [batch.properties[name].column() for name in ("currency", "scope")]
    until = batch.properties["until"].column()
    return _table(
        SPEND, _days(batch, world), until, source, pa.nulls(count, pa.string()), amount, *rest
    )


def people(batches: list[Batch], world: World) -> pa.Table:
    """Return who held which role, a row a role."""
    (batch,) = (b for b in batches if b.kind == "person.described")
    said = [batch.properties[name].column() for name in ("person", "name", "role")]
    return _table(PEOPLE_FILE, *said, _days(batch, world), batch.properties["until"].column())


def _days(batch: Batch, world: World) -> pa.Array:
    return pa.array(world.local_days(batch.at).astype(np.int32)).cast(pa.date32())
