"""What is recorded of the company itself: its people with their roles, and what it spends."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pyarrow as pa

from . import market
from .clock import Floats, Ints
from .market import SOURCES
from .population import Leads
from .team import ROLES
from .values import Batch, Column, Numbers, Words, always, number
from .world import CURRENCY, World, day_after

FULL_TIME_LEADS = 300
"""Leads a month from which on the whole team works for this market; fewer, and part of it."""

SALARIES = {"admin": 6200.0, "marketing": 5600.0, "sdr": 4900.0, "sales": 7400.0, "viewer": 0.0}
"""What a person costs a month in EUR, by role."""


@dataclass
class Spend:
    """The leads that each source brought each month, as they add up over the blocks."""

    world: World
    leads: dict[tuple[int, int], int] = field(default_factory=dict)  # (source, month) -> leads

    def add(self, leads: Leads) -> None:
        """Add the leads of a block."""
        months = (
            self.world.local_days(leads.created).astype("datetime64[D]").astype("datetime64[M]")
        )
        keys, counts = np.unique(
            np.stack([leads.source, months.astype(np.int64)]), axis=1, return_counts=True
        )
        for (source, month), count in zip(keys.T.tolist(), counts.tolist(), strict=True):
            self.leads[source, month] = self.leads.get((source, month), 0) + count

    def batches(self, random: np.random.Generator) -> list[Batch]:
        """Return what was spent a month: on each source, and on all marketing and sales."""
        rows = [(s, m, n) for (s, m), n in sorted(self.leads.items()) if SOURCES[s].cost > 0]
        source = np.array([row[0] for row in rows], dtype=np.int64)
        month = np.array([row[1] for row in rows], dtype=np.int64)
        cost = np.array([SOURCES[s].cost * n for s, _, n in rows])
        noisy = np.round(cost * random.uniform(0.85, 1.15, len(cost)), 2)
        channel = _spent(self.world, month, noisy, "channel", Words(source, market.NAMES))
        months = np.unique(np.array([key[1] for key in self.leads], dtype=np.int64))
        share = min(1.0, sum(self.leads.values()) / len(months) / FULL_TIME_LEADS)
        paid = [
            share * _salaries(self.world, int(each)) + noisy[month == each].sum() for each in months
        ]
        return [channel, _spent(self.world, months, np.round(paid, 2), "all", None)]


def _spent(world: World, month: Ints, amount: Floats, scope: str, source: Words | None) -> Batch:
    first = month.astype("datetime64[M]")
    count = len(month)
    ends = (first + 1).astype("datetime64[D]").astype(np.int64)
    said: dict[str, Column] = {
        "amount": number(amount),
        "currency": always(CURRENCY, count),
        "until": Numbers(ends, pa.date32()),
        "scope": always(scope, count),
    }
    days = first.astype("datetime64[D]").astype(np.int64)
    return Batch(
        "spend.recorded",
        "finance",
        _midnights(world, days),
        source=source,
        date_only=True,
        properties=said,
    )


def _midnights(world: World, days: Ints) -> Floats:
    noon = (days * 86_400 + 43_200 - world.origin).astype(np.float64)
    return world.day_starts(noon)


def _salaries(world: World, month: int) -> float:
    day = (date(1970 + month // 12, month % 12 + 1, 15) - world.start).days * 86_400.0
    return sum(
        SALARIES[role.role]
        for role in ROLES
        if role.start * world.span
        <= max(day, 0.0)
        < (role.end * world.span if role.end < 1 else np.inf)
    )


def people_batch(world: World) -> Batch:
    """Return who held which role, from which day until which."""
    starts = np.array([_day(world, role.start) for role in ROLES])
    ends = np.array([_day(world, role.end) if role.end < 1 else np.nan for role in ROLES])
    said: dict[str, Column] = {
        "person": Words(np.arange(len(ROLES)), [role.person for role in ROLES]),
        "name": Words(np.arange(len(ROLES)), [role.name for role in ROLES]),
        "role": Words(np.arange(len(ROLES)), [role.role for role in ROLES]),
        "until": Numbers(ends, pa.date32()),
    }
    return Batch(
        "person.described", "hr", _midnights(world, starts), date_only=True, properties=said
    )


def _day(world: World, share: float) -> int:
    day = day_after(world.start, round(share * world.days))
    return (day - date(1970, 1, 1)).days
