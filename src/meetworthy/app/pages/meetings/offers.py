"""What somebody may do with a meeting as it stands: the next thing first."""

from __future__ import annotations

from dataclasses import dataclass

from meetworthy.app.judging.one import Seen
from meetworthy.app.people.access import Ability, Access
from meetworthy.handoff.meetings import Meeting, Standing, arbiter_of


@dataclass(frozen=True, slots=True)
class Offers:
    """What is offered; ``reasons`` are the definition's for declining."""

    accept: bool = False
    agenda: bool = False
    held: bool = False
    missed: bool = False
    confirm: bool = False
    decline: bool = False
    dispute: bool = False
    move: bool = False
    cancel: bool = False
    reasons: tuple[str, ...] = ()
    first: str = ""

    @property
    def are_any(self) -> bool:
        """Whether anything is offered."""
        return bool(self.first)


_ORDER = (
    ("accept", "agenda", "move", "cancel"),
    ("confirm", "held", "decline", "missed", "dispute", "move", "cancel"),
)
"""What comes first of that which is offered: before a meeting, and after."""


def offers_of(access: Access, seen: Seen, meeting: Meeting, *, at: int) -> Offers:
    """Return what may be done with a meeting now."""
    is_ahead = meeting.starts_at is not None and meeting.starts_at > at
    standing, books, judges = (
        meeting.standing,
        access.may(Ability.BOOK),
        access.may(Ability.CONFIRM) and not _is_own(access, seen, meeting),
    )
    is_booked = standing is Standing.BOOKED
    waits = standing in (Standing.HELD, Standing.DISPUTED)
    settles = standing is not Standing.DISPUTED or _may_settle(access, seen, meeting)
    offers = {
        "accept": judges and is_booked and is_ahead and meeting.accepted is None,
        "agenda": books and is_booked and is_ahead,
        "held": books and not is_ahead and standing in (Standing.BOOKED, Standing.MISSED),
        "missed": books and not is_ahead and standing in (Standing.BOOKED, Standing.HELD),
        "confirm": judges and settles and not is_ahead and (is_booked or waits),
        "decline": access.may(Ability.CONFIRM) and settles and (is_booked or waits),
        "dispute": books and standing is Standing.DECLINED and meeting.disputed is None,
        "move": books and standing in (Standing.BOOKED, Standing.MISSED, Standing.CANCELLED),
        "cancel": books and is_booked,
    }
    first = next((name for name in _ORDER[not is_ahead] if offers[name]), "")
    return Offers(**offers, first=first, reasons=seen.definition.meetings.reasons)


def _is_own(access: Access, seen: Seen, meeting: Meeting) -> bool:
    """Say whether somebody booked a meeting themselves, and so can't speak for its worth."""
    rules = [stage.meeting for stage in seen.definition.stages if stage.meeting is not None]
    return access.actor == meeting.booker and not any(rule.self_confirmation for rule in rules)


def _may_settle(access: Access, seen: Seen, meeting: Meeting) -> bool:
    arbiter = arbiter_of(meeting, seen.definition.meetings.arbiter)
    declined_by = meeting.declined.by if meeting.declined else None
    role = "" if access.role is None else access.role.value
    if access.actor in (declined_by, meeting.booker):
        return False
    return not arbiter or arbiter in (access.actor, role)
