"""The life of meetings, and when one counts.

A meeting counts once sales accepted it beforehand (where the definition asks for it), it was
held, and a salesperson who did not book it confirmed that it was worth taking.  A team of
one or two may let the booker confirm; that is counted apart, and so is a meeting that one
salesperson declined and another, as arbiter, confirmed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from meetworthy.definition.language import MeetingRule
from meetworthy.model.fact import Fact

from .people import SALESPEOPLE, People


class Counts(StrEnum):
    """Whether a meeting counts."""

    NO = "no"
    YES = "meeting"
    SELF_CONFIRMED = "self-confirmed"
    DISPUTED = "disputed"


@dataclass(slots=True)
class Meeting:
    """What is known of one meeting so far."""

    booker: str | None = None
    booked: bool = False
    accepted: bool = False
    held: bool = False
    confirmed: bool = False
    confirmer: str | None = None
    declined: bool = False
    decliner: str | None = None

    def take(self, fact: Fact, people: People) -> None:
        """Take into account what happened to the meeting."""
        happened = fact.kind.removeprefix("meeting.")
        is_sales = people.may(fact.actor, SALESPEOPLE, fact.occurred_at)
        if happened == "booked":
            self.booked, self.booker = True, fact.actor
        elif happened == "accepted" and is_sales:
            self.accepted = True
        elif happened == "held":
            self.held = True
        elif happened in ("missed", "cancelled"):
            self.held = False
        elif happened == "confirmed" and is_sales:
            self._confirm(fact.actor)
        elif happened == "declined" and is_sales:
            self.confirmed, self.confirmer = False, None
            self.declined, self.decliner = True, fact.actor

    def _confirm(self, actor: str | None) -> None:
        """Take a confirmation; the booker's own adds nothing to that of another."""
        if not self.confirmed or actor != self.booker:
            self.confirmed, self.confirmer = True, actor

    def counts(self, rule: MeetingRule) -> Counts:
        """Say whether the meeting counts under a definition's rule."""
        if not (self.held and self.confirmed and (self.accepted or not rule.accepted)):
            return Counts.NO
        if self.confirmer is not None and self.confirmer == self.booker:
            return Counts.SELF_CONFIRMED if rule.self_confirmation else Counts.NO
        if self.declined and self.confirmer != self.decliner:
            return Counts.DISPUTED
        return Counts.YES

    def joined(self, other: Meeting) -> Meeting:
        """Return this meeting and another that turned out to be the same one."""
        return Meeting(
            booker=self.booker or other.booker,
            booked=self.booked or other.booked,
            accepted=self.accepted or other.accepted,
            held=self.held or other.held,
            confirmed=self.confirmed or other.confirmed,
            confirmer=self.confirmer or other.confirmer,
            declined=self.declined or other.declined,
            decliner=self.decliner or other.decliner,
        )


def meeting_id(fact: Fact) -> str:
    """Return which meeting a fact is about; a lead's facts that name none are about one."""
    return str(fact.properties.get("meeting", ""))


class MeetingNames:
    """The ids that systems give to one lead's meetings: a moved one may get another id.

    A fact that names the id ``previous`` to its own says that both are one meeting, from then
    on; it goes by the id that was known first.
    """

    def __init__(self) -> None:
        self._of: dict[str, str] = {}

    def take(self, fact: Fact) -> tuple[str, str | None]:
        """Return the meeting that a fact is about, and another that it says is the same one."""
        said, previous = meeting_id(fact), fact.properties.get("previous")
        mine = self._of.get(said)
        if previous is None or str(previous) == said:
            return self._of.setdefault(said, said), None
        before = self._of.setdefault(str(previous), str(previous) if mine is None else mine)
        if mine is None or mine == before:
            self._of[said] = before
            return before, None
        for name, held in self._of.items():
            if held == mine:
                self._of[name] = before
        return before, mine

    def add(self, other: MeetingNames) -> None:
        """Know the ids of another lead's meetings too; what was known here stays."""
        self._of = other._of | self._of

    def ids_of(self, meeting: str) -> tuple[str, ...]:
        """Return every id of a meeting, in alphabetical order."""
        return tuple(sorted(name for name, held in self._of.items() if held == meeting))
