"""Tables as CSV that a spreadsheet may open: no cell of ours is run as a formula."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

_STARTS_A_FORMULA = r"^[=+\-@\t\r\n]"
"""What spreadsheets take for the start of a formula or command (OWASP, CSV injection)."""


def write_csv(table: pa.Table, path: Path) -> None:
    """Write a table as UTF-8 CSV with a header; text that looks like a formula gets a leading `'`.

    Lists and structs become JSON text.  Parquet carries the values unchanged.
    """
    safe = {name: _safe(_flat(table.column(name))) for name in table.column_names}
    csv.write_csv(pa.table(safe), path)


def _flat(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_dictionary(column.type):
        return column.cast(column.type.value_type)
    if pa.types.is_nested(column.type):
        texts = [
            None if value is None else json.dumps(value, ensure_ascii=False, default=str)
            for value in column.to_pylist()
        ]
        return pa.chunked_array([pa.array(texts, pa.string())])
    return column


def _safe(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return column
    suspect = pc.fill_null(pc.match_substring_regex(column, _STARTS_A_FORMULA), False)
    quoted = pc.binary_join_element_wise("'", column, "")
    return pc.if_else(suspect, quoted, column)
