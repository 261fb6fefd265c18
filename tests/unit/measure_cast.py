"""Small funnels to measure: entries and facts written as a person would, turned into tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

import pyarrow as pa

from meetworthy.model.dataset import Dataset
from meetworthy.model.tables import ENTRIES, FACT_COLUMNS, LEADS
from meetworthy.model.time import instant_of

START = datetime(2026, 1, 1, 12, tzinfo=UTC)
"""Day 0 at noon, as in the cases."""


def on(day: float) -> int:
    """Return the instant so many days after the start."""
    return instant_of(START + timedelta(days=day))


def at(text: str) -> int:
    """Return the instant of an ISO text; UTC unless it says otherwise."""
    moment = datetime.fromisoformat(text)
    return instant_of(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def entry(
    lead: int,
    stage: str,
    when: int,
    *,
    number: int = 1,
    date_only: bool = False,
    how: str = "judged",
    reason: str | None = None,
) -> dict[str, object]:
    """One row of entries."""
    return {
        "lead": lead,
        "lead_id": f"L{lead}",
        "pass": number,
        "motion": None,
        "stage": stage,
        "at": when,
        "date_only": date_only,
        "how": how,
        "version": 1,
        "reason": reason,
    }


def entries_of(rows: Iterable[Mapping[str, object]]) -> pa.Table:
    """Return rows of entries as the table that judging gives."""
    return pa.Table.from_pylist([dict(row) for row in rows], schema=ENTRIES)


def fact(kind: str, when: int, *, lead: int | None = None, **more: object) -> dict[str, object]:
    """One fact; what is not a fixed column is a property."""
    fixed = {"kind": kind, "occurred_at": when, "recorded_at": when, "lead": lead}
    return {**fixed, "date_only": False, "sender": "crm", **more}


def dataset_of(
    facts: Iterable[Mapping[str, object]] = (), *, leads: int = 0, zone: str = "UTC", **more: object
) -> Dataset:
    """Return a dataset of these facts; leads are numbered from 1 and called L1, L2, …"""
    rows = [{"id": str(number), **row} for number, row in enumerate(facts)]
    names = [name for row in rows for name in row if name not in FACT_COLUMNS.names]
    table = pa.table(
        {
            **{f.name: pa.array([r.get(f.name) for r in rows], f.type) for f in FACT_COLUMNS},
            **{f"p_{name}": [r.get(name) for r in rows] for name in dict.fromkeys(names)},
        }
    )
    people = [{"lead": n, "lead_id": f"L{n}"} for n in range(1, leads + 1)]
    return Dataset(table, pa.Table.from_pylist(people, schema=LEADS), zone=zone, **more)  # type: ignore[arg-type]  # the rest is the caller's
