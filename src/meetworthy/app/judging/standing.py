"""Whether a decision is still to be made: the second of two people is told who was first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from meetworthy.app.ledger.models import Lead
from meetworthy.app.people.access import Access
from meetworthy.handoff.meetings import Meeting, Standing, arbiter_of
from meetworthy.model.fact import Fact, Value
from meetworthy.model.problem import Place, Problem, Refused
from meetworthy.model.time import moment_of

from .one import Seen, judge_lead

LEAVING = frozenset({"lead.rejected", "lead.disqualified", "lead.recycled"})
ACCEPTED = "lead.accepted"


def refuse_what_was_decided(
    access: Access, lead: Lead, kind: str, properties: Mapping[str, Value], *, at: int
) -> None:
    """Raise Refused for a decision that somebody made already, or that has nothing to be about."""
    check = _CHECKS.get(kind)
    if check is None:
        return
    seen = judge_lead(access.workspace.pk, lead.number, at=at)
    if seen is not None:
        check(access, seen, kind, properties)


def _check_decided(access: Access, seen: Seen, kind: str, _said: Mapping[str, Value]) -> None:
    """Refuse an acceptance, or a rejection, of a lead that was answered in this pass."""
    mine = [e for e in seen.judgement.entries if e.pass_number == seen.judgement.pass_number]
    if kind in LEAVING and not seen.judgement.open:
        _refuse(access, "left_already", _last(seen, LEAVING))
    answered = {s.slug for s in seen.definition.stages if s.kind == kind}
    if kind == ACCEPTED and seen.judgement.open and any(e.stage in answered for e in mine):
        _refuse(access, "accepted_already", _last(seen, {ACCEPTED}))


def _last(seen: Seen, kinds: frozenset[str] | set[str]) -> Fact | None:
    return next((fact for fact in reversed(seen.facts) if fact.kind in kinds), None)


def _refuse(access: Access, problem: str, fact: Fact | None) -> None:
    cause = "The lead has left."
    if fact is not None:
        by = f" by {_named(access, fact.actor)}" if fact.actor else ""
        done = fact.kind.removeprefix("lead.")
        cause = f"The lead was {done}{by} {_moment(access, fact.occurred_at)}."
    remedy = "Nothing was changed; the page shows where it stands now."
    raise Refused([Problem(problem, Place("lead"), cause, remedy)])


def _named(access: Access, actor: str) -> str:
    """Return who did something by their name, where they are of the workspace and have one."""
    member = access.workspace.memberships.filter(user__email__iexact=actor).first()
    return actor if member is None else str(member.user)


def _moment(access: Access, instant: int) -> str:
    zone = ZoneInfo(access.workspace.zone)
    then: datetime = moment_of(instant).astimezone(zone)
    return f"on {then:%Y-%m-%d} at {then:%H:%M}"


# -- meetings -----------------------------------------------------------------------------------

_POSSIBLE = {
    "meeting.accepted": {Standing.BOOKED},
    "meeting.confirmed": {Standing.HELD, Standing.DISPUTED, Standing.BOOKED},
    "meeting.declined": {Standing.HELD, Standing.DISPUTED, Standing.BOOKED},
    "meeting.disputed": {Standing.DECLINED},
    "meeting.held": {Standing.BOOKED, Standing.MISSED},
    "meeting.missed": {Standing.BOOKED, Standing.HELD},
    "meeting.cancelled": {Standing.BOOKED},
}
"""How a meeting may stand for something to be said of it."""


def _check_meeting(access: Access, seen: Seen, kind: str, said: Mapping[str, Value]) -> None:
    named = str(said.get("meeting", ""))
    meeting = next((m for m in seen.meetings if named == m.name or named in m.names), None)
    if meeting is None:
        if kind == "meeting.disputed":
            _refuse_meeting("meeting_unknown", "There is no such meeting.")
        return
    if kind == "meeting.disputed" and meeting.disputed is not None:
        _refuse_meeting("disputed_already", "This meeting was disputed before, and decided.")
    if meeting.standing not in _POSSIBLE[kind]:
        _refuse_meeting("meeting_otherwise", f"This meeting is {meeting.standing.value} by now.")
    if meeting.standing is Standing.DISPUTED:
        _check_arbiter(access, seen, meeting)


def _check_arbiter(access: Access, seen: Seen, meeting: Meeting) -> None:
    """Let the arbiter decide a dispute: who is named, or any salesperson but who declined."""
    arbiter = arbiter_of(meeting, seen.definition.meetings.arbiter)
    role = "" if access.role is None else access.role.value
    declined_by = meeting.declined.by if meeting.declined else None
    if access.actor in (declined_by, meeting.booker):
        _refuse_meeting("not_arbiter", "Who declined or booked a meeting can't decide its dispute.")
    if arbiter and arbiter not in (access.actor, role):
        _refuse_meeting("not_arbiter", f"This dispute is decided by {arbiter}.")


def _refuse_meeting(kind: str, cause: str) -> None:
    remedy = "Nothing was changed; the page shows where it stands now."
    raise Refused([Problem(kind, Place("meeting"), cause, remedy)])


_Check = Callable[[Access, Seen, str, Mapping[str, Value]], None]
_CHECKS: Mapping[str, _Check] = {
    **dict.fromkeys((*LEAVING, ACCEPTED), _check_decided),
    **dict.fromkeys(_POSSIBLE, _check_meeting),
}
