"""What routing is asked, and what it answers with: values without a rule of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from meetworthy.definition.language import Condition

Holds = Callable[[Condition], bool | None]
"""Whether a condition holds for the lead now; None where that is unknown."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A lead that somebody must take, at an instant.

    ``owners`` are who has other leads of its account, those who have most first; ``without``
    is who does not get it (who let its clock run out).
    """

    at: int
    holds: Holds
    owners: tuple[str, ...] = ()
    without: frozenset[str] = frozenset()


class Hinder(StrEnum):
    """Why somebody whom a rule names does not get a lead."""

    ABSENT = "absent"
    FULL = "full"
    UNSKILLED = "unskilled"
    TURNLESS = "turnless"  # has no weight, and so no turns
    LEFT = "left"
    HAD_IT = "had it"


@dataclass(frozen=True, slots=True)
class Passed:
    """Somebody who was passed over, and why; ``until`` is an instant, of an absence."""

    person: str
    why: Hinder
    until: int | None = None
    open: int = 0
    capacity: int = 0
    lacks: tuple[str, ...] = ()


class Outcome(StrEnum):
    """What became of a rule."""

    CHOSEN = "chosen"
    NOBODY = "nobody"  # it holds, and whom it names can't take the lead
    UNKNOWN = "unknown"  # whether it holds is not known, which is not yes
    NOT = "not"  # it does not hold


@dataclass(frozen=True, slots=True)
class Tried:
    """One rule, and what became of it; ``of`` is how many could have taken the lead."""

    rule: str
    label: str
    outcome: Outcome
    condition: str = ""
    by: str = ""
    of: int = 0
    passed: tuple[Passed, ...] = ()
    is_owner: bool = False  # of other leads of the account


@dataclass(frozen=True, slots=True)
class Routed:
    """Who gets a lead, by which rule (None and empty: nobody), and why: all that was tried."""

    person: str | None
    rule: str
    why: tuple[Tried, ...]


@dataclass(slots=True)
class Load:
    """How many open leads each person has; counts on while leads are given."""

    open: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, counts: Mapping[str, int]) -> Load:
        """Return the load by counts under addresses in any case."""
        found: dict[str, int] = {}
        for email, count in counts.items():
            found[email.strip().lower()] = found.get(email.strip().lower(), 0) + count
        return cls(found)

    def of_person(self, email: str) -> int:
        """Return how many open leads somebody has."""
        return self.open.get(email, 0)

    def add(self, email: str, count: int = 1) -> None:
        """Count leads given to somebody, or taken from them (a negative count)."""
        self.open[email] = max(0, self.open.get(email, 0) + count)
