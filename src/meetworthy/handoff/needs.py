"""What a lead needs from people now: the lines of their inboxes.

Everything here follows from the judgement, the clocks and the meetings of one lead: nothing is
remembered, so that what was answered needs nobody any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from meetworthy.definition.language import Clock, Definition, Entry, Stage
from meetworthy.judge.interpreter import Judgement
from meetworthy.model.fact import Fact
from meetworthy.model.time import NEVER, instant_said

from .clock_run import ClockRun, RunState
from .meetings import Meeting, Standing, arbiter_of
from .promises import CONTACT

SALES_SIDE, SALESPEOPLE = "sdr sales", "sales"
"""Who may answer, where nobody in particular is asked: roles, separated by spaces."""

ACCEPTED, QUALIFIED = "lead.accepted", "lead.qualified"


class Asked(StrEnum):
    """What is asked of somebody."""

    REVIEW = "review"  # accept or reject
    CONTACT = "contact"  # get in touch
    QUALIFY = "qualify"  # find out what is missing
    BOOK = "book"  # agree on a meeting
    PREPARE = "agenda"  # send the agenda of a meeting
    WORTH = "worth"  # accept a booked meeting as worth taking
    OUTCOME = "outcome"  # say whether it took place
    CONFIRM = "confirm"  # say whether it was worth it
    SETTLE = "settle"  # decide a dispute
    OPEN = "open"  # open an opportunity, or say why not


_ANSWERED_BY = {
    Asked.CONTACT: (CONTACT,),
    Asked.PREPARE: ("agenda.sent",),
    Asked.WORTH: ("meeting.accepted",),
    Asked.OUTCOME: ("meeting.held", "meeting.missed"),
    Asked.CONFIRM: ("meeting.confirmed", "meeting.declined"),
    Asked.BOOK: ("meeting.booked",),
}
"""The words by which clocks know that something was answered, beside stages."""


@dataclass(frozen=True, slots=True)
class Need:
    """One thing a lead needs: of ``person`` (an address; empty: of whoever holds a role).

    ``due_at`` and ``warn_at`` are those of the open clock ``clock`` that it answers, where there
    is one.  ``cause`` is the rule by which the lead was last raised, and when that was.
    ``snoozed_until`` lets it rest without stopping its clock.
    """

    asked: Asked
    person: str
    roles: str
    since: int
    meeting: str = ""
    clock: str = ""
    due_at: int | None = None
    warn_at: int | None = None
    started_at: int | None = None
    cause: str = ""
    cause_at: int | None = None
    snoozed_until: int | None = None
    snoozed_why: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One lead as of an instant: its judgement, its runs, its meetings, its facts by time."""

    definition: Definition
    judgement: Judgement
    clocks: Sequence[ClockRun]
    meetings: Sequence[Meeting]
    facts: Sequence[Fact]
    owner: str = ""

    @property
    def since(self) -> int:
        """When the pass that the lead is in began."""
        number = self.judgement.pass_number
        mine = [e.at for e in self.judgement.entries if e.pass_number == number]
        return min(mine, default=0)


def needs_of(case: Case) -> tuple[Need, ...]:
    """Return what a lead needs as of an instant: of its meetings, then of itself."""
    found = [need for meeting in case.meetings for need in _of_meeting(case, meeting)]
    own = _of_lead(case)
    if own is not None and not (own.asked in (Asked.BOOK, Asked.OPEN) and found):
        found.append(own)
    if not found:
        return ()
    cause, cause_at = _cause(case)
    return tuple(
        replace(_on_the_clock(_snoozed(need, case, cause_at), case), cause=cause, cause_at=cause_at)
        for need in found
    )


def changes_at(meetings: Sequence[Meeting], *, at: int) -> int | None:
    """Return when time alone will next ask something about a lead's meetings: they are over."""
    ahead = (m.over_at for m in meetings if m.standing is Standing.BOOKED)
    return min((moment for moment in ahead if moment is not None and moment > at), default=None)


# -- the lead itself ----------------------------------------------------------------------------


def _of_lead(case: Case) -> Need | None:
    """Return the next thing that the lead itself needs from sales; None for who is not with it."""
    judged = case.judgement
    stage, following = _place(case)
    if not judged.open or following is None:
        return None
    in_review = is_in_review(judged)
    if stage is None or (stage.entry is Entry.START and not in_review):
        return None
    entered = [e.at for e in judged.entries if e.pass_number == judged.pass_number]
    asked = _asked(case, following)
    since = max(entered, default=judged.at)
    if asked is Asked.OPEN:
        return Need(asked, _seller(case), SALESPEOPLE, since)
    return None if asked is None else Need(asked, case.owner, SALES_SIDE, since)


def _seller(case: Case) -> str:
    """Return who took the lead's last meeting and found it worth it, or who has the lead."""
    confirmed = [m.confirmed for m in case.meetings if m.confirmed is not None]
    last = max(confirmed, key=lambda act: act.at, default=None)
    return case.owner if last is None or last.by is None else last.by


def _place(case: Case) -> tuple[Stage | None, Stage | None]:
    """Return the stage that a lead is in, and the next that people or a meeting decide."""
    definition, judged = case.definition, case.judgement
    motion = next((m for m in definition.motions if m.slug == judged.motion), None)
    order = motion.stages if motion else tuple(s.slug for s in definition.stages)
    if judged.stage not in order:
        return None, None
    stages = [definition.stage(slug) for slug in order[order.index(judged.stage) + 1 :]]
    decided = (Entry.DECIDED, Entry.MEETING, Entry.RECORDED)
    following = next((stage for stage in stages if stage.entry in decided), None)
    return definition.stage(judged.stage), following


def _asked(case: Case, following: Stage) -> Asked | None:
    if following.entry is Entry.RECORDED:
        return None
    if following.kind == ACCEPTED:
        return Asked.REVIEW
    if not _was_contacted(case):
        return Asked.CONTACT
    if following.entry is Entry.MEETING:
        return None if any(m.standing is Standing.BOOKED for m in case.meetings) else Asked.BOOK
    return Asked.QUALIFY if following.kind in (QUALIFIED, "stage.decided") else Asked.OPEN


def _was_contacted(case: Case) -> bool:
    since = case.since
    return any(
        fact.occurred_at >= since and fact.kind in (CONTACT, "meeting.held") for fact in case.facts
    )


def is_in_review(judged: Judgement) -> bool:
    """Say whether sales was asked to look in this pass and has not answered yet."""
    asked = False
    for entry in judged.entries:
        if entry.pass_number != judged.pass_number or entry.stage == "pass":
            continue
        if entry.stage == "review":
            asked = True
        elif entry.how != "judged":  # sales answered; crossing a line by score is no answer
            asked = False
    return asked and judged.open


# -- its meetings -------------------------------------------------------------------------------


def _of_meeting(case: Case, meeting: Meeting) -> Iterator[Need]:
    at = case.judgement.at
    booked_at = at if meeting.booked is None else meeting.booked.at
    host = meeting.host or case.owner
    not_booker = host if host != meeting.booker or _may_confirm_own(case) else ""
    match meeting.standing:
        case Standing.BOOKED if meeting.over_at is not None and meeting.over_at <= at:
            yield Need(Asked.OUTCOME, host, SALES_SIDE, meeting.over_at, meeting.name)
        case Standing.BOOKED:
            if _asks_before(case) and meeting.accepted is None:
                yield Need(Asked.WORTH, not_booker, SALESPEOPLE, booked_at, meeting.name)
            if meeting.agenda is None and _clock_to(case.definition, "agenda.sent"):
                person = meeting.booker if "@" in meeting.booker else host
                yield Need(Asked.PREPARE, person, SALES_SIDE, booked_at, meeting.name)
        case Standing.HELD if meeting.held is not None:
            yield Need(Asked.CONFIRM, not_booker, SALESPEOPLE, meeting.held.at, meeting.name)
        case Standing.DISPUTED if meeting.disputed is not None:
            arbiter = arbiter_of(meeting, case.definition.meetings.arbiter) or SALESPEOPLE
            person, roles = (arbiter, "") if "@" in arbiter else ("", arbiter)
            yield Need(Asked.SETTLE, person, roles, meeting.disputed.at, meeting.name)


def _asks_before(case: Case) -> bool:
    return any(s.meeting is not None and s.meeting.accepted for s in case.definition.stages)


def _may_confirm_own(case: Case) -> bool:
    rules = (s.meeting for s in case.definition.stages)
    return any(rule is not None and rule.self_confirmation for rule in rules)


def _clock_to(definition: Definition, word: str) -> bool:
    return any(word in clock.stop for clock in definition.sla.clocks)


# -- its clock, its cause, its rest -------------------------------------------------------------


def _on_the_clock(need: Need, case: Case) -> Need:
    """Return a need with the open clock that it answers; the lead's most urgent otherwise."""
    stops = {clock.slug: clock for clock in case.definition.sla.clocks}
    running = [run for run in case.clocks if _is_open(run) and run.due_at < NEVER]
    mine = [run for run in running if _answers(need, stops.get(run.slug), case.definition)]
    if need.meeting and not mine:
        return need
    run = min(mine or running, key=lambda one: one.due_at, default=None)
    if run is None:
        return need
    return replace(
        need, clock=run.slug, due_at=run.due_at, warn_at=run.warn_at, started_at=run.started_at
    )


def _is_open(run: ClockRun) -> bool:
    return run.state is RunState.RUNNING or (
        run.state is RunState.MISSED and run.stopped_at is None
    )


def _answers(need: Need, clock: Clock | None, definition: Definition) -> bool:
    if clock is None:
        return False
    kinds = {ACCEPTED: Asked.REVIEW, QUALIFIED: Asked.QUALIFY}
    stages = {s.slug for s in definition.stages if s.kind and kinds.get(s.kind) is need.asked}
    return not stages.union(_ANSWERED_BY.get(need.asked, ())).isdisjoint(clock.stop)


def _cause(case: Case) -> tuple[str, int | None]:
    """Return the rule by which the lead was last raised, high intent before all else, and when."""
    strong = {r.slug for r in case.definition.behaviour if r.high_intent or r.review_at_once}
    for wanted in (strong.__contains__, _anything):
        found = _last(case.judgement, wanted)
        if found is not None:
            return found
    return "", None


def _anything(_slug: str) -> bool:
    return True


def _last(judged: Judgement, wanted: Callable[[str], bool]) -> tuple[str, int] | None:
    seen = [
        (fact.occurred_at, part.label)
        for part in judged.parts
        if part.points > 0 and wanted(part.rule)
        for fact in part.facts
    ]
    return max(seen)[::-1] if seen else None


def _snoozed(need: Need, case: Case, cause_at: int | None) -> Need:
    """Return a need that rests where somebody said so; what is new since wakes it."""
    told = [f for f in case.facts if f.kind == "lead.snoozed" and f.occurred_at >= need.since]
    if not told or need.meeting:
        return need
    last = told[-1]
    until = instant_said(last.properties.get("until"))
    woken = cause_at is not None and cause_at > last.occurred_at
    if until is None or until <= case.judgement.at or woken:
        return need
    return replace(need, snoozed_until=until, snoozed_why=str(last.properties.get("why", "")))
