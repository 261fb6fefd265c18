"""The leads of an export: their keys, their public ids, and the accounts they start in."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from meetworthy.model.tables import LEADS

from .export_read import read
from .sql import is_postgresql

_LEADS = "SELECT number, {uuid} AS uuid, account FROM ledger_lead WHERE workspace_id = {workspace}"
_ACCOUNTS = (
    "SELECT a.number, {uuid} AS uuid, d.value AS domain FROM ledger_account a"
    " LEFT JOIN (SELECT number, min(value) AS value FROM ledger_alias"
    "  WHERE workspace_id = {workspace} AND entity = 'a' AND space = 'domain' GROUP BY number) d"
    " ON d.number = a.number WHERE a.workspace_id = {workspace}"
)
_KEYS = pa.schema([("number", pa.int64()), ("uuid", pa.string()), ("account", pa.int64())])
_NAMES = pa.schema([("number", pa.int64()), ("uuid", pa.string()), ("domain", pa.string())])


def read_leads(workspace_id: int) -> pa.Table:
    """Return the leads of a workspace as a table of LEADS.

    A lead is known by its public id, never by an address; an account by its domain, where it
    has one, else by its public id.
    """
    with duckdb.connect() as con:
        con.register("lead", _table(_LEADS, _KEYS, workspace_id))
        con.register("account", _table(_ACCOUNTS, _NAMES, workspace_id))
        query = (
            "SELECT l.number::INTEGER AS lead, l.uuid::UUID::VARCHAR AS lead_id,"
            " l.account::INTEGER AS account,"
            " coalesce(a.domain, a.uuid::UUID::VARCHAR) AS account_id"
            " FROM lead l LEFT JOIN account a ON a.number = l.account"
            " ORDER BY l.number"
        )
        return con.sql(query).to_arrow_table().cast(LEADS)


def _table(query: str, schema: pa.Schema, workspace_id: int) -> pa.Table:
    uuid = "uuid::text" if is_postgresql() else "uuid"
    own = "a." if "ledger_account" in query else ""
    written = query.format(uuid=own + uuid, workspace=int(workspace_id))
    return pa.Table.from_batches(read(written, schema), schema)
