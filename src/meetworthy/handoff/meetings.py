"""A meeting's life, from what was told of it: booked, moved, held or missed, confirmed or not.

What a meeting counts for is judging's (``judge.meetings``); this is what people see and do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from enum import StrEnum

from meetworthy.judge.meetings import MeetingNames
from meetworthy.model.fact import Fact
from meetworthy.model.time import NEVER, instant_said

MEETING, AGENDA = "meeting.", "agenda.sent"


class Standing(StrEnum):
    """Where a meeting stands."""

    BOOKED = "booked"
    CANCELLED = "cancelled"
    MISSED = "missed"
    HELD = "held"  # and waits for the salesperson's word
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    DISPUTED = "disputed"  # and waits for the arbiter


_SPOKEN = frozenset({Standing.CONFIRMED, Standing.DECLINED, Standing.DISPUTED})


@dataclass(frozen=True, slots=True)
class Act:
    """Something somebody did to a meeting: when, who, and in which words."""

    at: int
    by: str | None = None
    words: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting of a lead as of an instant; instants are microseconds, people their addresses.

    ``missed_by`` is ``host`` or ``guest``.  ``settled`` is the arbiter's act after a dispute:
    ``standing`` is then what they decided.  ``names`` are all ids that systems gave it.
    """

    name: str
    standing: Standing = Standing.BOOKED
    booked: Act | None = None
    starts_at: int | None = None
    ends_at: int | None = None
    host: str = ""
    title: str = ""
    place: str = ""
    moves: int = 0
    accepted: Act | None = None
    agenda: Act | None = None
    cancelled: Act | None = None
    held: Act | None = None
    missed: Act | None = None
    missed_by: str = ""
    confirmed: Act | None = None
    declined: Act | None = None
    disputed: Act | None = None
    settled: Act | None = None
    names: tuple[str, ...] = ()

    @property
    def booker(self) -> str:
        """Who booked it; empty where nobody said."""
        return (self.booked.by or "") if self.booked else ""

    @property
    def over_at(self) -> int | None:
        """When it will have taken place; None where nobody said when it is."""
        return self.ends_at or self.starts_at


def arbiter_of(meeting: Meeting, named: str | None) -> str:
    """Return who decides a meeting's dispute: an address or a role; empty: any other salesperson.

    Where who is named declined or booked it themselves, another salesperson decides.
    """
    declined_by = meeting.declined.by if meeting.declined else None
    return "" if named is None or named in (declined_by, meeting.booker) else named


def meetings_of(facts: Iterable[Fact]) -> tuple[Meeting, ...]:
    """Return a lead's meetings from its facts, which are in order of time, oldest first."""
    found: dict[str, Meeting] = {}
    names = MeetingNames()
    for fact in facts:
        if not fact.kind.startswith(MEETING) and fact.kind != AGENDA:
            continue
        name, same = names.take(fact)
        if same is not None and same in found:
            found[name] = _joined(found.get(name), found.pop(same), name)
        found[name] = _after(found.get(name, Meeting(name)), fact)
    return tuple(replace(one, names=names.ids_of(one.name)) for one in found.values())


def _joined(one: Meeting | None, other: Meeting, name: str) -> Meeting:
    """Return two that turned out to be one: the later one's, and what only the other says."""
    if one is None:
        return replace(other, name=name)
    first, last = sorted((one, other), key=_known_since)
    unsaid = {
        field.name: getattr(first, field.name)
        for field in fields(Meeting)
        if not getattr(last, field.name)
    }
    booked, moves = first.booked or last.booked, first.moves + last.moves + 1
    return replace(last, **unsaid | {"name": name, "booked": booked, "moves": moves})


def _known_since(meeting: Meeting) -> int:
    return NEVER if meeting.booked is None else meeting.booked.at


def _after(known: Meeting, fact: Fact) -> Meeting:
    """Return a meeting after one more fact about it."""
    said = fact.properties
    words, reason = str(said.get("words", "")), str(said.get("reason", ""))
    act = Act(fact.occurred_at, fact.actor, words, reason)
    match fact.kind:
        case "meeting.booked" | "meeting.moved":
            return _placed(known, fact, act)
        case "meeting.accepted":
            return replace(known, accepted=act)
        case "agenda.sent":
            return replace(known, agenda=act)
        case "meeting.cancelled":
            return replace(known, standing=Standing.CANCELLED, cancelled=act)
        case "meeting.held":
            standing = known.standing if known.standing in _SPOKEN else Standing.HELD
            return replace(known, standing=standing, held=act, missed=None, missed_by="")
        case "meeting.missed":
            by = str(said.get("by", ""))
            return replace(known, standing=Standing.MISSED, missed=act, missed_by=by, held=None)
        case "meeting.confirmed":
            return _decided(replace(known, confirmed=act), Standing.CONFIRMED, act)
        case "meeting.declined":
            return _decided(replace(known, declined=act), Standing.DECLINED, act)
        case "meeting.disputed" if known.disputed is None:
            return replace(known, standing=Standing.DISPUTED, disputed=act)
        case _:
            return known


def _decided(known: Meeting, standing: Standing, act: Act) -> Meeting:
    """Return a meeting that sales spoke about; after a dispute it is the arbiter's word."""
    settled = act if known.disputed is not None and known.settled is None else known.settled
    return replace(known, standing=standing, settled=settled)


def _placed(known: Meeting, fact: Fact, act: Act) -> Meeting:
    """Return a meeting with the time, place and people that a booking or a move states.

    One whose time changes is ahead again, whatever it was before.
    """
    said = fact.properties
    starts_at = instant_said(said.get("starts_at")) or known.starts_at
    placed = replace(
        known,
        booked=known.booked or act,
        starts_at=starts_at,
        ends_at=instant_said(said.get("ends_at")) or known.ends_at,
        host=str(said.get("host", known.host)).lower(),
        title=str(said.get("title", known.title)),
        place=str(said.get("place", known.place)),
    )
    if known.booked is None or starts_at == known.starts_at:
        return placed
    return replace(
        placed,
        standing=Standing.BOOKED,
        cancelled=None,
        missed=None,
        missed_by="",
        moves=known.moves + 1,
    )
