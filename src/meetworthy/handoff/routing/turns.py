"""Taking turns by weight, fairly at every moment and not only in the long run.

Each person has a *pass*: turns taken, divided by their weight.  The pool's pass is the mean of
its members', by weight; who is not ahead of it is due, and of those whoever would be due again
first gets the turn (the earliest eligible virtual deadline: Stoica and others, 1996).  While
the pool stays the same everybody has got their share to within one turn.

Who joins, or comes back, starts where the pool is: nobody is flooded with what they missed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from meetworthy.handoff.roster import Person

CLOSE = 1e-9
"""Passes nearer than this are the same: sums of shares are not exact."""


@dataclass(slots=True)
class Pool:
    """Whose turn it is by one rule: passes by address, who was in it last, whom turns are owed.

    ``at`` is the pool's pass after the last turn.
    """

    passes: dict[str, float] = field(default_factory=dict)
    members: frozenset[str] = frozenset()
    owed: dict[str, int] = field(default_factory=dict)
    at: float = 0.0

    def take(self, candidates: Sequence[Person]) -> Person:
        """Give the turn to one of these, who are present and have weight; ties go by address."""
        self._gather(candidates)
        passes = self.passes
        weight = sum([one.weight for one in candidates])
        mean = sum([one.weight * passes[one.email] for one in candidates]) / weight
        due = [one for one in candidates if passes[one.email] <= mean + CLOSE]
        chosen = min(due, key=self._deadline)
        passes[chosen.email] += 1 / chosen.weight
        self.at = mean + 1 / weight
        return chosen

    def note(self, candidates: Sequence[Person], taker: Person) -> None:
        """Note that one of these had the turn, whoever was due."""
        self._gather(candidates)
        self.passes[taker.email] += 1 / taker.weight
        weight = sum(one.weight for one in candidates)
        self.at = sum(one.weight * self.passes[one.email] for one in candidates) / weight

    def give_back(self, email: str) -> None:
        """Owe somebody a turn that came to nothing without their doing."""
        self.owed[email] = self.owed.get(email, 0) + 1

    def _gather(self, candidates: Sequence[Person]) -> None:
        """Let the candidates be the pool: who joins it starts where it is, and debts are paid."""
        addresses = frozenset([one.email for one in candidates])
        if addresses != self.members:
            self._join([one for one in candidates if one.email not in self.members], candidates)
            self.members = addresses
        for one in candidates if self.owed else ():
            if one.email in self.owed:
                self.passes[one.email] -= self.owed.pop(one.email) / one.weight

    def _join(self, joining: Sequence[Person], candidates: Sequence[Person]) -> None:
        stayed = [one for one in candidates if one.email in self.members]
        level = self.at
        if stayed:
            weight = sum(one.weight for one in stayed)
            level = sum(one.weight * self.passes[one.email] for one in stayed) / weight
        for one in joining:
            self.passes[one.email] = max(self.passes.get(one.email, level), level)

    def _deadline(self, one: Person) -> tuple[int, str]:
        """Return when somebody would be due again, to within what sums are exact to."""
        return round((self.passes[one.email] + 1 / one.weight) / CLOSE), one.email

    def to_dict(self) -> dict[str, Any]:
        """Return the pool as JSON keeps it."""
        return {
            "passes": self.passes,
            "members": sorted(self.members),
            "owed": self.owed,
            "at": self.at,
        }

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Pool:
        """Return the pool that was kept."""
        return cls(
            dict(kept["passes"]), frozenset(kept["members"]), dict(kept["owed"]), float(kept["at"])
        )
