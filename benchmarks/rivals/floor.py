"""The floor: DuckDB only scanning and sorting what a judgement reads, and judging nothing.

A `COUNT(*)` over an ordered subquery would measure nothing, because the order is optimised
away.  So the sorted rows are fetched as Arrow record batches and thrown away one by one: the
sort must be complete before the first batch, and nobody pays for holding the result.  Kept
as one Arrow table the same costs more time and half as much memory again.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from .rules import RULES
from .with_duckdb import condition

COLUMNS = (
    "lead",
    "occurred_at",
    "kind",
    "p_path",
    "p_employees",
    "p_seniority",
    "p_industry",
    "p_title",
    "p_country",
    "p_criterion",
    "p_status",
    "p_how",
    "p_reason",
)
"""What the definition reads of a fact."""

BATCH_ROWS = 1 << 17


def drained(query: str) -> int:
    """Run a query, throw its rows away, and return how many there were."""
    reader = duckdb.connect().sql(query).to_arrow_reader(BATCH_ROWS)
    return sum(batch.num_rows for batch in reader)


def scan(log: Path) -> int:
    """Scan the columns without sorting; return the number of facts."""
    return drained(f"SELECT {', '.join(COLUMNS)} FROM read_parquet('{log}')")


def scan_and_sort(log: Path) -> int:
    """Scan the columns as they are and sort them; return the number of facts."""
    columns = ", ".join(COLUMNS)
    return drained(f"SELECT {columns} FROM read_parquet('{log}') ORDER BY lead, occurred_at")


def scan_narrow_and_sort(log: Path) -> int:
    """Scan, reduce each fact to lead, instant and the rules it fulfils, and sort that.

    A stricter floor: sixteen bytes a fact, and too little to judge by (no attributes, no
    evidence, no reasons), but no sort of the facts is cheaper.
    """
    bits = " | ".join(f"CASE WHEN {condition(r)} THEN {1 << n} ELSE 0 END" for n, r in NUMBERED)
    columns = f"lead, epoch_us(occurred_at) AS t, ({bits})::UINTEGER AS rules"
    facts = f"(SELECT lead, occurred_at, kind, p_path AS path FROM read_parquet('{log}'))"
    return drained(f"SELECT {columns} FROM {facts} ORDER BY lead, t")


NUMBERED = tuple(enumerate(RULES))
