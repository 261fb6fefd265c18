"""Facts per second taken durably, without HTTP, beside the driver's own inserts and COPY."""

from __future__ import annotations

import itertools
import json
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

BATCHES = (1, 100, 1_000)
FEW = 500  # facts for batches of one: each is a transaction


def main() -> None:
    asked = json.loads(sys.argv[1])
    from meetworthy.app.operate.start import spare_what_is_loaded, start

    start()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    _make_raw_table()
    spare_what_is_loaded()  # as a process that serves does
    for batch in BATCHES:
        count = FEW if batch == 1 else asked["facts"]
        # Both in turn, twice, the better of two: the machine is shared.
        ours = max(_ours(batch, count, seed=batch + turn) for turn in range(2))
        raw = {name: max(way(batch, count) for _ in range(2)) for name, way in _raw_ways().items()}
        said = ", ".join(
            f"{name} {rate:,.0f} (ours is {ours / rate:.2f} of it)" for name, rate in raw.items()
        )
        print(f"  taken in batches of {batch:,}: {ours:,.0f} facts/s; {said}", flush=True)


def _ours(batch: int, count: int, *, seed: int) -> float:
    from meetworthy.app.ledger.append import append
    from meetworthy.app.ledger.open import open_ledger
    from meetworthy.app.people.models import Workspace

    from .facts import NOW, views

    workspace, made = Workspace.objects.get_or_create(slug="bench", defaults={"name": "Bench"})
    if made:
        open_ledger(workspace.pk)
    told = list(views(count, seed=seed))
    return _rate(
        count,
        batch,
        lambda place: append(
            workspace.pk, told[place : place + batch], recorded_at=NOW + place, trusted=True
        ),
    )


def _rate(count: int, batch: int, write: Callable[[int], object]) -> float:
    began = time.perf_counter()
    for place in range(0, count, batch):
        write(place)
    return count / (time.perf_counter() - began)


# -- the driver alone -----------------------------------------------------------------------------


def _make_raw_table() -> None:
    """Make a table with the columns and indexes of the ledger's facts."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("CREATE TABLE raw_fact (LIKE ledger_fact INCLUDING ALL)")
            return
        cursor.execute("SELECT sql FROM sqlite_master WHERE tbl_name = 'ledger_fact' AND sql <> ''")
        for (statement,) in cursor.fetchall():
            named = statement.replace("ledger_fact", "raw_fact")
            cursor.execute(named.replace('INDEX "fact_', 'INDEX "raw_'))


def _raw_ways() -> dict[str, Callable[[int, int], float]]:
    from django.db import connection

    if connection.vendor == "postgresql":
        return {"INSERT": _insert, "COPY": _copy}
    return {"executemany": _insert}


_numbers = itertools.count(1)


def _rows(count: int) -> list[tuple[Any, ...]]:
    from meetworthy.app.ledger.sql import fetch

    columns = "kind, occurred_at, recorded_at, date_only, sender, told_id, lead, account,"
    columns += " visitor, source, campaign, actor, properties, sealed, content"
    like = fetch(f"SELECT {columns} FROM ledger_fact ORDER BY number DESC LIMIT {count}")
    rows = []
    for number in range(count):
        written = next(_numbers)
        row = list(like[number % len(like)])
        row[5] = f"ajs-next-0000-{written:09d}-0a1b2c3d4e5f"
        rows.append((1, written, *row))
    return rows


def _insert(batch: int, count: int) -> float:
    from django.db import connection, transaction

    rows = _rows(count)
    statement = f"INSERT INTO raw_fact ({_columns()}) VALUES ({', '.join(['%s'] * 17)})"

    def write(place: int) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(statement, rows[place : place + batch])

    return _rate(count, batch, write)


def _copy(batch: int, count: int) -> float:
    from django.db import connection, transaction

    rows = _rows(count)

    def write(place: int) -> None:
        command = f"COPY raw_fact ({_columns()}) FROM STDIN"
        with (
            transaction.atomic(),
            connection.cursor() as cursor,
            cursor.copy(command) as copy,
        ):
            for row in rows[place : place + batch]:
                copy.write_row(row)

    return _rate(count, batch, write)


def _columns() -> str:
    names: Sequence[str] = (
        "workspace_id", "number", "kind", "occurred_at", "recorded_at", "date_only", "sender",
        "told_id", "lead", "account", "visitor", "source", "campaign", "actor", "properties",
        "sealed", "content",
    )  # fmt: skip
    return ", ".join(names)


if __name__ == "__main__":
    main()
