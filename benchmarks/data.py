"""The benchmark's facts: seeded, blockwise, as an append log and as a sorted projection.

A block of leads is drawn at once with NumPy; a fact is 17 bytes (lead, instant, kind, the
bits of its detail) until it is written, so twenty million of them are held in 0.4 GB.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from meetworthy.model.time import DAY, MINUTE, SECOND

from . import world
from .world import CODE

START = 1_704_067_200 * SECOND  # 2024-01-01
SPAN = 730 * DAY
END = START + SPAN
"""Facts lie in [START, END); judging as of END sees them all."""

BLOCK_LEADS = 50_000

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts as arrays of one length: lead key, instant (µs), kind code, detail bits."""

    lead: npt.NDArray[np.int32]
    at: Ints
    kind: npt.NDArray[np.uint8]
    detail: npt.NDArray[np.uint32]

    def take(self, rows: Ints) -> Facts:
        """Return these rows, in this order."""
        return Facts(self.lead[rows], self.at[rows], self.kind[rows], self.detail[rows])


@dataclass(frozen=True, slots=True)
class Files:
    """Where one benchmark data set lies."""

    unsorted: Path
    sorted: Path
    leads: Path


def joined(parts: list[Facts]) -> Facts:
    """Return facts one after another."""
    return Facts(
        np.concatenate([part.lead for part in parts]),
        np.concatenate([part.at for part in parts]),
        np.concatenate([part.kind for part in parts]),
        np.concatenate([part.detail for part in parts]),
    )


def facts_of(lead: Ints, at: Floats | Ints, kind: str | Ints, detail: Ints | int = 0) -> Facts:
    """Return facts in their narrow types; a kind or detail given once holds for all."""
    size = len(lead)
    code = CODE[kind] if isinstance(kind, str) else kind
    return Facts(
        lead.astype(np.int32),
        at.astype(np.int64),
        np.broadcast_to(np.asarray(code, np.uint8), size),
        np.broadcast_to(np.asarray(detail, np.uint32), size),
    )


def draw_block(first: int, size: int, seed: int) -> Facts:
    """Return all facts of the leads first … first + size, sorted by lead and time."""
    rng = np.random.default_rng([seed, first])
    created = START + np.sort(rng.beta(1.4, 1.0, size)) * (SPAN - 30 * DAY)
    rng.shuffle(created)
    leads = np.arange(first, first + size, dtype=np.int64)
    behaviour = draw_behaviour(rng, leads, created)
    facts = joined(
        [
            behaviour,
            facts_of(leads, created, "lead.created"),
            *draw_described(rng, leads, created),
            *draw_decisions(rng, behaviour),
        ]
    )
    return in_order(facts, first)


def in_order(facts: Facts, first: int) -> Facts:
    """Return the facts before END, by lead and time."""
    facts = facts.take(np.flatnonzero(facts.at < END))
    key = ((facts.lead.astype(np.int64) - first) << 46) | (facts.at - START)
    return facts.take(np.argsort(key))


def draw_behaviour(rng: np.random.Generator, leads: Ints, created: Floats) -> Facts:
    """Return what the leads did: in sessions, fading out after their creation."""
    counts = np.clip(rng.lognormal(2.1, 1.25, len(leads)), 1, 900).astype(np.int64)
    owner = np.repeat(np.arange(len(leads)), counts)
    warmth = rng.beta(0.9, 1.9, len(leads))[owner]
    length = (DAY * np.exp(rng.uniform(np.log(0.5), np.log(400), len(leads))))[owner]
    sessions = np.maximum(counts // 4, 1)[owner]
    session = np.floor(rng.random(len(owner)) * sessions) / sessions
    at = created[owner] + length * session**1.5 + rng.exponential(5, len(owner)) * MINUTE
    # Most systems stamp whole seconds, which makes true ties within a session.
    at = np.where(rng.random(len(owner)) < 0.7, at // SECOND * SECOND, at)
    kind = draw_kinds(rng, warmth)
    return facts_of(leads[owner], at, kind, draw_details(rng, kind, warmth))


def draw_kinds(rng: np.random.Generator, warmth: Floats) -> Ints:
    """Return a kind for each fact; the warmer its lead, the more it is intent."""
    warm = rng.random(len(warmth)) < warmth
    draw = rng.random(len(warmth))
    kinds = np.empty(len(warmth), np.int64)
    for rows, odds in ((~warm, world.COLD_ODDS), (warm, world.WARM_ODDS)):
        edges = np.cumsum(odds) / np.sum(odds)
        kinds[rows] = np.searchsorted(edges[:-1], draw[rows], side="right")
    return kinds


def draw_details(rng: np.random.Generator, kind: Ints, warmth: Floats) -> Ints:
    """Return the word code (1 and up; 0 for none) that each behaviour fact carries."""
    detail = np.zeros(len(kind), np.int64)
    draw = rng.random(len(kind))
    for one in world.PROPERTIES[:5]:
        rows = np.isin(kind, [CODE[name] for name in one.kinds])
        detail[rows] = 1 + np.floor(draw[rows] * len(one.words))
    views = kind == CODE["page.viewed"]
    pricing = views & (rng.random(len(kind)) < 0.22 * warmth)
    detail[pricing] = 1 + np.floor(draw[pricing] * len(world.PRICING))
    shy = views & ~pricing & (detail <= len(world.PRICING))
    detail[shy] = len(world.PATHS)
    return detail


def packed(rng: np.random.Generator, size: int, said: float) -> Ints:
    """Return attribute codes packed into details; each attribute is said with this chance."""
    detail = np.zeros(size, np.int64)
    for one in world.PROPERTIES:
        if "lead.described" in one.kinds:
            # The square leans towards the first words of each list.
            code = 1 + np.floor(rng.random(size) ** 1.3 * len(one.words)).astype(np.int64)
            detail |= np.where(rng.random(size) < said, code, 0) << one.shift
    return detail


def draw_described(rng: np.random.Generator, leads: Ints, created: Floats) -> list[Facts]:
    """Return what is known of each lead at first, and for half of them what changed later."""
    later = np.flatnonzero(rng.random(len(leads)) < 0.5)
    moment = created[later] + rng.exponential(60, len(later)) * DAY
    return [
        facts_of(leads, created, "lead.described", packed(rng, len(leads), 0.75)),
        facts_of(leads[later], moment, "lead.described", packed(rng, len(later), 0.35)),
    ]


def is_intent(facts: Facts) -> Mask:
    """Say which facts are of high intent."""
    priced = (facts.kind == CODE["page.viewed"]) & (facts.detail <= len(world.PRICING))
    asked = (facts.kind == CODE["demo.requested"]) | (facts.kind == CODE["trial.started"])
    found: Mask = priced | asked
    return found


def draw_decisions(rng: np.random.Generator, behaviour: Facts) -> list[Facts]:
    """Return what sales did with some of the leads of high intent, and how it ended.

    A third is decided soon after the first fact of high intent, the rest after the lead's
    last behaviour, by when most that ever cross the threshold have crossed it.
    """
    intent = behaviour.take(np.flatnonzero(is_intent(behaviour)))
    order = np.lexsort((intent.at, intent.lead))
    leads, firsts = np.unique(intent.lead[order], return_index=True)
    early = intent.at[order][firsts].astype(np.float64)
    last = last_moments(behaviour, leads)
    chosen = rng.random(len(leads)) < 0.55
    soon = rng.random(len(leads)) < 0.33
    start = np.where(soon, early, last)[chosen] + rng.exponential(1.5, chosen.sum()) * DAY
    chosen_leads = leads[chosen].astype(np.int64)
    accepted = rng.random(len(chosen_leads)) < 0.6
    out = ~accepted
    reasons = draw_reasons(rng, out.sum())
    rejected = facts_of(chosen_leads[out], start[out], "lead.rejected", reasons)
    return [rejected, *draw_deals(rng, chosen_leads[accepted], start[accepted])]


def last_moments(facts: Facts, leads: npt.NDArray[np.int32]) -> Floats:
    """Return the instant of each lead's last fact; the leads are sorted and all have one."""
    order = np.lexsort((facts.at, facts.lead))
    ends = np.searchsorted(facts.lead[order], leads, side="right") - 1
    return facts.at[order][ends].astype(np.float64)


def draw_reasons(rng: np.random.Generator, size: int) -> Ints:
    """Return a reason's code for each exit."""
    return rng.integers(1, len(world.REASONS) + 1, size)


def draw_deals(rng: np.random.Generator, leads: Ints, start: Floats) -> list[Facts]:
    """Return acceptance, four assessments, qualification, opportunity and its end."""
    facts = [facts_of(leads, start, "lead.accepted")]
    talked = start + rng.exponential(3, len(leads)) * DAY
    for number in range(1, len(world.CRITERIA) + 1):
        status = 1 + np.searchsorted([0.6, 0.85], rng.random(len(leads)))
        how = rng.integers(1, len(world.HOWS) + 1, len(leads))
        moment = talked + rng.exponential(30, len(leads)) * MINUTE
        assessed = number | status << 3 | how << 5
        facts.append(facts_of(leads, moment, "criterion.assessed", assessed))
    for kind, share, days in (("lead.qualified", 0.6, 1), ("opportunity.created", 0.6, 5)):
        going = rng.random(len(leads)) < share
        stay = ~going
        back = talked[stay] + rng.exponential(10, stay.sum()) * DAY
        facts.append(facts_of(leads[stay], back, "lead.recycled", draw_reasons(rng, stay.sum())))
        leads, talked = leads[going], talked[going] + rng.exponential(days, going.sum()) * DAY
        facts.append(facts_of(leads, talked, kind, rng.integers(1, 7, len(leads))))
    won = rng.random(len(leads)) < 0.3
    closed = talked + rng.exponential(40, len(leads)) * DAY
    facts.append(facts_of(leads[won], closed[won], "opportunity.won", 3))
    facts.append(facts_of(leads[~won], closed[~won], "opportunity.lost", 1))
    return facts


def draw_facts(leads: int, seed: int) -> Facts:
    """Return the facts of this many leads, sorted by lead and time."""
    firsts = range(0, leads, BLOCK_LEADS)
    return joined([draw_block(n, min(BLOCK_LEADS, leads - n), seed) for n in firsts])
