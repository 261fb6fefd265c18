"""What became of one fact that was told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from meetworthy.model.problem import Problem


class Taken(StrEnum):
    """Taken, known already, or refused: each told fact is exactly one of them."""

    TAKEN = "taken"
    KNOWN = "known"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a fact: its number in the ledger, or why it was refused."""

    state: Taken
    number: int | None = None
    problem: Problem | None = None
