"""Identity: the aliases that one row holds together are one lead, across all files.

Aliases are nodes, a row that holds two of them is an edge, and a lead is a connected
component.  An alias that would link more than ``MOST_RECORDS`` records (info@, a shared
phone) links nothing and is reported.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from .sql import one_row, parquet

MOST_RECORDS = 25
"""Records that one alias may link; chosen by eye, above the aliases one person has."""


@dataclass(frozen=True, slots=True)
class Source:
    """A query whose columns ``a0``, ``a1`` … hold aliases, and their namespaces' numbers."""

    query: str
    spaces: tuple[int, ...]


def resolve(
    con: duckdb.DuckDBPyConnection, entity: str, sources: list[Source], scratch: Path
) -> list[tuple[int, str, int]]:
    """Make the table ``<entity>_of (space, value, label)`` from all sources.

    Aliases of one entity have one label.  Returns the aliases that link too many records,
    as (namespace, value, records).
    """
    _collect(con, entity, sources)
    shared = _drop_shared(con, entity)
    _label(con, entity, scratch)
    return shared


def _collect(con: duckdb.DuckDBPyConnection, entity: str, sources: list[Source]) -> None:
    con.execute(f"CREATE OR REPLACE TEMP TABLE {entity}_seen (space SMALLINT, value VARCHAR)")
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {entity}_pair"
        " (space_a SMALLINT, value_a VARCHAR, space_b SMALLINT, value_b VARCHAR)"
    )
    for source in sources:
        for index, space in enumerate(source.spaces):
            con.execute(
                f"INSERT INTO {entity}_seen SELECT DISTINCT {space}, a{index}"
                f" FROM ({source.query}) WHERE a{index} IS NOT NULL"
            )
        _collect_pairs(con, entity, source)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {entity}_node AS SELECT space, value,"
        f" row_number() OVER (ORDER BY space, length(value), value) - 1 AS node"
        f" FROM (SELECT DISTINCT space, value FROM {entity}_seen)"
    )


def _collect_pairs(con: duckdb.DuckDBPyConnection, entity: str, source: Source) -> None:
    """Link each alias of a row to the row's first one: that joins them all."""
    for index in range(1, len(source.spaces)):
        for first in range(index):
            earlier = " AND ".join(f"a{before} IS NULL" for before in range(first)) or "true"
            con.execute(
                f"INSERT INTO {entity}_pair SELECT DISTINCT {source.spaces[first]}, a{first},"
                f" {source.spaces[index]}, a{index} FROM ({source.query})"
                f" WHERE {earlier} AND a{first} IS NOT NULL AND a{index} IS NOT NULL"
            )


def _drop_shared(con: duckdb.DuckDBPyConnection, entity: str) -> list[tuple[int, str, int]]:
    shared = con.execute(
        f"SELECT space_b, value_b, count(DISTINCT (space_a, value_a)) AS records"
        f" FROM {entity}_pair GROUP BY ALL HAVING records > {MOST_RECORDS} ORDER BY ALL"
    ).fetchall()
    if shared:
        con.execute(
            f"DELETE FROM {entity}_pair WHERE (space_b, value_b) IN"
            f" (SELECT (space_b, value_b) FROM {entity}_pair GROUP BY space_b, value_b"
            f" HAVING count(DISTINCT (space_a, value_a)) > {MOST_RECORDS})"
        )
    return [(int(space), str(value), int(records)) for space, value, records in shared]


def _label(con: duckdb.DuckDBPyConnection, entity: str, scratch: Path) -> None:
    row = one_row(con, f"SELECT count(*) FROM {entity}_node")
    nodes = int(row[0])
    edges = con.sql(
        f"SELECT a.node AS a, b.node AS b FROM {entity}_pair p"
        f" JOIN {entity}_node a ON a.space = p.space_a AND a.value = p.value_a"
        f" JOIN {entity}_node b ON b.space = p.space_b AND b.value = p.value_b"
    ).fetchnumpy()
    target = scratch / f"{entity}-labels.parquet"
    labels = components(nodes, edges["a"], edges["b"])
    pq.write_table(pa.table({"node": np.arange(nodes), "label": labels}), target)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {entity}_of AS SELECT space, value, label"
        f" FROM {entity}_node JOIN {parquet(target)} USING (node)"
    )


def components(nodes: int, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return the number of each node's connected component (int32, from 0).

    ``left`` and ``right`` are the ends of the edges, as node numbers.
    """
    if nodes == 0 or len(left) == 0:
        return np.arange(nodes, dtype=np.int32)
    ones = np.ones(len(left), dtype=np.int8)
    graph = coo_matrix((ones, (left, right)), shape=(nodes, nodes))
    labels: np.ndarray = connected_components(graph, directed=False)[1]
    return labels.astype(np.int32)
