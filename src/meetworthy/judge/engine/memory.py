"""The memory of the kernel: rows to fold, what it remembers of one lead, what it writes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from .tables import ENTRIES, Floats, Ints, Tables

Small = npt.NDArray[np.int8]

WAY_CODES = (
    "created",
    "judged",
    "decided",
    "meeting",
    "recorded",
    "asserted",
    "self-confirmed",
    "returned",
    "timer",
    "rejected",
    "disqualified",
    "recycled",
    "lost",
)
"""How an entry came about; the first six are those of ENTRIES, in their order."""

assert len(ENTRIES) == 6

PASS, EXIT, REVIEW = -1, -2, -3
"""Entries that are no stage."""

# Operations of the rows that are not behaviour.
NOTHING, STATE, CLEAR, ASSESS, DECIDE, MEET, LEAVE = range(7)

# Flags of those rows.
WAKES, OF_ACCOUNT, DATE_ONLY, BOOKED, BY_SALES = 1, 2, 4, 8, 16


class Behaviour(NamedTuple):
    """What leads did, ordered by lead and by when it became visible."""

    visible: Ints
    occurred: Ints
    mask: Ints  # which rules' conditions it fulfils, as bits
    start: Ints  # (leads + 1,): where each lead's rows begin


class Events(NamedTuple):
    """Everything else that happened, ordered by lead, visibility, phase, sender and id."""

    visible: Ints
    occurred: Ints
    phase: Small
    op: Small
    argument: Ints
    detail: Ints
    sender: Ints
    says: Ints  # the attributes it states, as bits
    leaf_row: Ints
    flags: Ints
    counter: Ints  # -1: not counted
    start: Ints


class Lookups(NamedTuple):
    """What the rows' numbers mean in each version."""

    counter_of_bit: Ints  # (bits,)
    decided_stage: Ints  # (versions, decisions)
    reason: Ints  # (versions, reason texts)
    leaves: Floats  # (leaf rows, leaves)


class Lead(NamedTuple):
    """What the kernel remembers of the lead it is folding."""

    scalar: Ints
    fit: Floats  # (1,)
    total: Floats
    last: Ints
    facts: Ints
    day: Ints
    on_day: Ints
    window_times: Ints  # (windows, capacity)
    window_head: Ints
    window_count: Ints
    intents: Ints
    counters: Ints
    stated_row: Ints  # (attributes, senders)
    stated_at: Ints
    first_row: Ints
    first_at: Ints
    status: Ints  # (words, 3)
    status_at: Ints
    status_order: Ints
    entered_at: Ints
    meeting_state: Ints
    meeting_at: Ints
    stack: Floats


class Written(NamedTuple):
    """The entries that the kernel writes; ``count`` goes on where there is no room."""

    count: Ints
    lead: Ints
    number: Ints
    motion: Ints
    stage: Ints
    at: Ints
    date_only: Ints
    how: Ints
    version: Ints
    reason: Ints


class Standing(NamedTuple):
    """Where each lead stands in the end."""

    version: Ints
    number: Ints
    motion: Ints
    is_open: Ints
    stage: Ints
    stage_at: Ints
    reason: Ints
    high_intent: Ints
    warnings: Ints  # 1: a need is denied after the stage, 2: a disqualifier holds
    ask: Ints  # attribute, or -1
    score: Floats
    fit: Floats
    behaviour: Floats
    low: Floats
    high: Floats
    status: Small  # (leads, criteria)
    points: Floats  # (leads, fit rules + behaviour rules), or no rows


def lead_memory(tables: Tables, *, senders: int, counters: int, most_facts: int, meetings: int) -> Lead:
    """Return fresh memory, large enough for the lead with the most facts."""
    rules = tables.rules.points.shape[1]
    windows = int(tables.rules.windows.max()) + 1
    attributes = max(1, len(tables.code.first_wins))
    words = int(tables.evidence.words.max()) + 1
    stages = tables.stages.entry.shape[1]

    def ints(*shape: int) -> Ints:
        return np.zeros(shape, np.int64)

    return Lead(
        scalar=ints(32),
        fit=np.zeros(1, np.float64),
        total=np.zeros(rules, np.float64),
        last=ints(rules),
        facts=ints(rules),
        day=ints(rules),
        on_day=ints(rules),
        window_times=ints(max(1, windows), most_facts if windows else 1),
        window_head=ints(max(1, windows)),
        window_count=ints(max(1, windows)),
        intents=ints(most_facts + 1),
        counters=ints(max(1, counters)),
        stated_row=ints(attributes, max(1, senders)),
        stated_at=ints(attributes, max(1, senders)),
        first_row=ints(attributes),
        first_at=ints(attributes),
        status=ints(max(1, words), 3),
        status_at=ints(max(1, words), 3),
        status_order=ints(max(1, words), 3),
        entered_at=ints(stages),
        meeting_state=ints(max(1, meetings)),
        meeting_at=ints(max(1, meetings)),
        stack=np.zeros(128, np.float64),
    )


def written(capacity: int) -> Written:
    """Return room for so many entries."""
    return Written(np.zeros(1, np.int64), *(np.zeros(capacity, np.int64) for _ in range(9)))


def standing(leads: int, tables: Tables, *, with_points: bool) -> Standing:
    """Return room for where so many leads stand."""
    ints = [np.zeros(leads, np.int64) for _ in range(10)]
    floats = [np.zeros(leads, np.float64) for _ in range(5)]
    criteria = int(tables.evidence.count.max())
    columns = tables.choices.fit.shape[1] + tables.rules.points.shape[1]
    points = np.zeros((leads if with_points else 0, columns), np.float64)
    return Standing(*ints, *floats, np.full((leads, criteria), -1, np.int8), points)
