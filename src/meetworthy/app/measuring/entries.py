"""The stage entries of a workspace as the core's table: what was judged live."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from meetworthy.app.ledger.export_read import read
from meetworthy.model.tables import ENTRIES

_QUERY = (
    "SELECT lead, pass_number, motion, stage, at, date_only, how, version, reason"
    " FROM judging_entry WHERE workspace_id = {workspace} ORDER BY lead, place"
)
_ROWS = pa.schema(
    [
        ("lead", pa.int64()),
        ("pass", pa.int64()),
        ("motion", pa.string()),
        ("stage", pa.string()),
        ("at", pa.int64()),
        ("date_only", pa.bool_()),
        ("how", pa.string()),
        ("version", pa.int64()),
        ("reason", pa.string()),
    ]
)


def read_entries(workspace_id: int, leads: pa.Table) -> pa.Table:
    """Return the entries of a workspace's leads as they stand now, as a table of ENTRIES.

    ``leads`` gives the names of leads; one that is not in it was made since and is left out.
    """
    query = _QUERY.format(workspace=int(workspace_id))
    rows = pa.Table.from_batches(read(query, _ROWS), _ROWS)
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        con.register("entry", rows)
        con.register("leads", leads.select(["lead", "lead_id"]))
        named = (
            'SELECT e.lead, l.lead_id, e."pass", e.motion, e.stage,'
            ' make_timestamptz(e."at") AS "at",'
            " e.date_only, e.how, e.version, e.reason FROM entry e JOIN leads l ON l.lead = e.lead"
        )
        found = con.sql(named).to_arrow_table()
    return found.rename_columns(ENTRIES.names).cast(ENTRIES)
