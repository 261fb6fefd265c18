"""What one request brings: events that were read, and what became of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from meetworthy.app.ledger.outcome import Outcome, Taken
from meetworthy.connect.reading import Placed
from meetworthy.model.problem import Problem


@dataclass(frozen=True, slots=True)
class Parcel:
    """The events of one request, from one source.

    ``body_of`` gives an event as it came, by its position: for the quarantine.
    """

    workspace_id: int
    source_id: int
    sender: str
    trusted: bool
    received_at: int
    items: Placed
    body_of: Callable[[int], str]

    @property
    def facts(self) -> int:
        """How many facts the events tell."""
        return sum(len(read) for _, read in self.items if isinstance(read, tuple))


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one event: taken, known, refused (then why), or no fact at all."""

    place: str
    state: str
    problem: Problem | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return it as the answer to a client says it."""
        said: dict[str, Any] = {"place": self.place, "state": self.state}
        if self.problem is not None:
            said |= {
                "kind": self.problem.kind,
                "field": self.problem.place.field,
                "cause": self.problem.cause,
                "remedy": self.problem.remedy,
            }
        return said


def answer_of(place: str, outcomes: Sequence[Outcome]) -> Answer:
    """Return what became of an event that told several facts: refused before taken."""
    refused = next((one for one in outcomes if one.state is Taken.REFUSED), None)
    if refused is not None:
        return Answer(place, Taken.REFUSED, refused.problem)
    if not outcomes:
        return Answer(place, "ignored")
    is_new = any(one.state is Taken.TAKEN for one in outcomes)
    return Answer(place, Taken.TAKEN if is_new else Taken.KNOWN)
