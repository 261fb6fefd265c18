"""What is asked of a list of leads, and what a row of the answer is."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from enum import StrEnum


class Order(StrEnum):
    """In which order leads are listed; each has an index."""

    SCORE = "score"  # highest first
    ACTIVE = "active"  # lately active first
    NEW = "new"  # latest lead first


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: the value that it is ordered by, and the lead."""

    value: float
    lead: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of a list; all that is given must hold; instants in microseconds."""

    text: str = ""
    stage: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()
    verdict: tuple[str, ...] = ()
    open: bool | None = None
    in_review: bool = False
    high_intent: bool = False
    missing: str = ""  # a criterion that an SQL still needs
    unknown: str = ""  # a criterion nobody has asked about
    score_from: float | None = None
    score_to: float | None = None
    active_since: int | None = None
    idle_since: int | None = None
    order: Order = Order.SCORE


@dataclass(frozen=True, slots=True)
class Row:
    """One lead in a list; ``threshold`` and labels are the definition's business."""

    lead: int
    uuid: uuid.UUID
    erased: bool
    open: bool
    stage: str
    stage_since: int | None
    reason: str
    pass_number: int
    score: float
    score_low: float
    score_high: float
    high_intent: int
    verdict: str
    missing: str
    unknown: str
    next_question: str
    in_review: bool
    warnings: str
    falls_under_at: int | None
    first_at: int
    last_at: int
    source: str
    owner: str
    name: str
    email: str
    title: str
    company: str
    domain: str
    version: int | None
    motion: str
    judged_at: int
