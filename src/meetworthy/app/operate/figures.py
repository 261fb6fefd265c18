"""What the database knows about the service when it is asked: lag first of all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from meetworthy.model.time import SECOND

from .clock import now

MOST_COUNTED = 100_000
"""Rows beyond this many are not counted, so that asking stays cheap when it matters most."""

# Marks are numbered as they are written, so the first is about the oldest; an index on their
# time would cost every fact that is taken.
_OLDEST_MARK = "select at from judging_mark where not_before = 0 order by id limit 1"
_MARKS = "select count(*) from (select 1 from judging_mark limit %s) found"
_WAITING = """
select count(*) from (
    select 1 from outbox_delivery where state = 'waiting' limit %s
) found
"""
_OLDEST_DUE = "select min(next_at) from outbox_delivery where state = 'waiting'"
_GIVEN_UP = """
select count(*) from (
    select 1 from outbox_delivery where state = 'given up' limit %s
) found
"""
_FACTS = "select coalesce(sum(facts), 0), coalesce(sum(batches), 0) from ledger_head"


@dataclass(frozen=True, slots=True)
class Figures:
    """The state of the work; seconds, and counts up to `MOST_COUNTED`."""

    judging_lag_seconds: float
    marks_waiting: int
    deliveries_waiting: int
    delivery_lag_seconds: float
    deliveries_given_up: int
    facts: int
    batches: int


def figures(*, at: int) -> Figures:
    """Ask the database how its work stands at an instant."""
    oldest = _one(_OLDEST_MARK)
    due = _one(_OLDEST_DUE)
    facts, batches = _row(_FACTS)
    return Figures(
        judging_lag_seconds=_age(oldest, at),
        marks_waiting=_one(_MARKS, MOST_COUNTED) or 0,
        deliveries_waiting=_one(_WAITING, MOST_COUNTED) or 0,
        delivery_lag_seconds=_age(due, at),
        deliveries_given_up=_one(_GIVEN_UP, MOST_COUNTED) or 0,
        facts=int(facts or 0),
        batches=int(batches or 0),
    )


def _age(since: int | None, at: int) -> float:
    return 0.0 if since is None else max(0.0, (at - since) / SECOND)


def _one(statement: str, *values: int) -> int | None:
    row = _row(statement, *values)
    return None if not row or row[0] is None else int(row[0])


def _row(statement: str, *values: int) -> tuple[int | None, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return tuple(cursor.fetchone() or ())


_TOLD = (
    ("judging_lag_seconds", "Age of the oldest mark: how far judging is behind the facts."),
    ("marks_waiting", f"Leads waiting to be judged anew (counted up to {MOST_COUNTED:,})."),
    ("deliveries_waiting", f"Messages waiting for delivery (counted up to {MOST_COUNTED:,})."),
    ("delivery_lag_seconds", "How long the most overdue message has been due."),
    ("deliveries_given_up", "Messages no longer tried; they can be replayed."),
    ("facts", "Facts in the ledger."),
    ("batches", "Batches in the ledger's chains."),
)


class FiguresCollector(Collector):
    """Gives Prometheus the figures of the moment at which it asks."""

    def collect(self) -> Iterator[Metric]:
        """Yield a gauge for each figure."""
        seen = figures(at=now())
        for name, what in _TOLD:
            suffix = "_in_ledger" if name in ("facts", "batches") else ""
            gauge = GaugeMetricFamily(f"meetworthy_{name}{suffix}", what)
            gauge.add_metric([], float(getattr(seen, name)))
            yield gauge
