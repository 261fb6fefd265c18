"""What goes wrong in the recording, each fault by its name, so that clean data can be made too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from .clock import DAY_SECONDS, Floats, Ints
from .values import Batch, Words
from .world import World

FAULTS = {
    "late_recording": "The CRM recorded no opportunity before a day in the first year.",
    "deal_before_contact": "Some deals are dated before the first contact with their lead.",
    "empty_source": "Some leads have an empty source, which is not the source `unknown`.",
    "late_facts": "Some mail events were delivered days or weeks after they happened.",
    "duplicates": "Some page views were sent twice, with the same id and content.",
    "conflicts": "Some mail events were sent again under the same id with another subject.",
    "bad_dates": "Some page views carry a date that does not exist.",
}
"""The faults that can be planted, and what each is."""

DEFAULT_FAULTS = frozenset(FAULTS)

CSV_ONLY = frozenset({"duplicates", "conflicts", "bad_dates"})
"""Faults of exports; a table of facts has been checked when it was written."""

EMPTY, LATE, TWICE, CONFLICT, BAD, EARLY = 0.008, 0.03, 0.003, 0.001, 0.0004, 0.01
"""Shares: of leads, mail events, page views, mail opens, page views, won deals."""

LATE_LEAST, LATE_MEAN = 2.0, 9.0
"""Days of delay: the least, and the mean of what comes on top."""


@dataclass
class Planted:
    """What was planted: the ids by fault, in order."""

    ids: dict[str, list[str]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def add(self, fault: str, ids: list[str], count: int | None = None) -> None:
        """Note ids of a fault, and how many facts or rows it concerns."""
        self.ids.setdefault(fault, []).extend(ids)
        self.counts[fault] = self.counts.get(fault, 0) + (len(ids) if count is None else count)

    def include(self, other: Planted) -> None:
        """Add what was planted elsewhere."""
        for fault, count in other.counts.items():
            self.add(fault, other.ids.get(fault, []), count)


def empty_sources(source: Ints, faults: frozenset[str], random: np.random.Generator) -> Ints:
    """Return the sources as recorded; -1 where the CRM has none."""
    hit = random.random(len(source)) < EMPTY
    if len(source):
        hit[0] = True  # so that a small company has the fault too
    return np.where(hit & ("empty_source" in faults), -1, source)


def early_deals(
    won: Floats,
    created: Floats,
    world: World,
    faults: frozenset[str],
    random: np.random.Generator,
) -> Floats:
    """Return by how much each deal is misdated (seconds): to days before the first contact."""
    days = random.uniform(3.0, 20.0, len(won))
    hit = random.random(len(won)) < EARLY
    first_recorded = world.late if "late_recording" in faults else 0.0
    can = (won < world.end) & (created - 25.0 * DAY_SECONDS > first_recorded)
    some = np.flatnonzero(can)
    if len(some):
        hit[some[0]] = True
    hit &= can & ("deal_before_contact" in faults)
    return np.where(hit, created - days * DAY_SECONDS - np.where(hit, won, 0.0), 0.0)


def is_about_opportunity(batch: Batch) -> bool:
    """Say whether a batch is what the CRM began to record late."""
    if batch.kind.startswith("opportunity."):
        return True
    stage = batch.properties.get("stage")
    return isinstance(stage, Words) and stage.words[0] in ("opportunity", "customer")


def recorded_late(
    batches: list[Batch],
    world: World,
    faults: frozenset[str],
    random: np.random.Generator,
    note: Callable[[str, int], None],
) -> list[Batch]:
    """Return the facts as the systems recorded them: what they missed left out, delays added."""
    recorded = batches
    if "late_recording" in faults:
        recorded = [_from_then_on(batch, world, note) for batch in recorded]
    if "late_facts" in faults:
        recorded = [_delayed(batch, world, random, note) for batch in recorded]
    return recorded


def _from_then_on(batch: Batch, world: World, note: Callable[[str, int], None]) -> Batch:
    """Return a batch without what the CRM did not record yet."""
    if not is_about_opportunity(batch):
        return batch
    seen = (batch.at >= world.late) | (batch.at < 0)
    note("late_recording", int(np.count_nonzero(~seen)))
    return batch.take(seen & (batch.at >= 0))


def _delayed(
    batch: Batch, world: World, random: np.random.Generator, note: Callable[[str, int], None]
) -> Batch:
    """Return a batch of mail events with some delivered late; what is still out is left out."""
    if batch.sender != "mail":
        return batch
    hit = random.random(len(batch)) < LATE
    delay = (LATE_LEAST + random.exponential(LATE_MEAN, len(batch))) * DAY_SECONDS
    late = replace(batch, recorded=batch.at + np.where(hit, delay, 0.0))
    arrived = late.take(batch.at + np.where(hit, delay, 0.0) < world.end)
    assert arrived.recorded is not None
    seen = (arrived.at >= 0) & (arrived.recorded != arrived.at)
    note("late_facts", int(np.count_nonzero(seen)))
    return arrived
