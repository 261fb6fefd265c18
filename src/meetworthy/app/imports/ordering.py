"""The order in which an import's facts are committed: by account and lead, rows kept together.

Facts of one lead stand together, so that few leads are looked up and marked at a time; and all
that one row of a file says stands together, so that a row is settled in one transaction.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from meetworthy.facts.sql import name, one_row, text
from meetworthy.model.dataset import Dataset

FACTS = "facts.parquet"

GROUP = 20_000
"""Facts in a row group: what is read at once when an import goes on; chosen by eye."""

_TEXTS = ("kind", "sender", "id", "source", "campaign", "actor")


def write_facts(con: duckdb.DuckDBPyConnection, dataset: Dataset, target: Path) -> tuple[int, int]:
    """Write the facts of a dataset in order; returns how many, and of how many rows.

    ``unit`` numbers the rows: facts with the same unit were taken from the same row.
    """
    source, columns, has_origins = _source(con, dataset)
    unit = "min(place) OVER (PARTITION BY file, row)" if has_origins else "place"
    con.execute(
        f"COPY (SELECT {', '.join(_kept(column) for column in columns)}, {unit} AS unit"
        f" FROM {source} ORDER BY unit, place)"
        f" TO {text(str(target / FACTS))} (FORMAT parquet, ROW_GROUP_SIZE {GROUP})"
    )
    row = one_row(
        con, f"SELECT count(*), count(DISTINCT unit) FROM read_parquet({text(str(target / FACTS))})"
    )
    return int(row[0]), int(row[1])


def _kept(column: str) -> str:
    """Return a column as every database can keep it: no NUL, which Parquet files may hold."""
    quoted = name(column)
    return f"replace({quoted}, chr(0), '\u2400') AS {quoted}" if column in _TEXTS else quoted


def _source(con: duckdb.DuckDBPyConnection, dataset: Dataset) -> tuple[str, list[str], bool]:
    """Return where the facts are, and their columns.

    They have a ``place`` in their order; the third is whether they say from which row they were
    taken.
    """
    if isinstance(dataset.facts, pa.Table):
        places = pa.array(np.arange(dataset.facts.num_rows, dtype=np.int64))
        con.register("facts_in_order", dataset.facts.append_column("place", places))
        return "facts_in_order", dataset.facts.column_names, True
    return _of_files(dataset.facts)


def _of_files(paths: tuple[Path, ...]) -> tuple[str, list[str], bool]:
    columns = pq.read_schema(paths[0]).names
    has_origins = {"file", "row"} <= set(columns)
    own = "" if has_origins else "{file} AS file, file_row_number + 1 AS row,"
    parts, start = [], 0
    for path in paths:
        said = own.format(file=text(path.name))
        parts.append(
            f"SELECT *, {said} {start} + file_row_number AS place"
            f" FROM read_parquet({text(str(path))}, file_row_number = true)"
        )
        start += pq.read_metadata(path).num_rows
    names = columns if has_origins else [*columns, "file", "row"]
    return f"({' UNION ALL BY NAME '.join(parts)})", names, has_origins
