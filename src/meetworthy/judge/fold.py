"""The interpreter: one lead's facts in order of time, and what each of them changes.

This is the meaning of judging; the engine computes the same for millions.  The facts of one
instant count together, in phases: what is known, what was done, then what the lead has
become by it, then what sales decided, what was recorded, and last why the lead left.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from meetworthy.definition.language import Entry, Reason, Stage
from meetworthy.model.kinds import Phase
from meetworthy.model.time import NEVER

from .gather import History, Seen
from .meetings import Counts, Meeting
from .people import SALES_SIDE, People
from .plan import Plan
from .state import Entered, State

MEETINGS = "meeting."
RECORDED = frozenset({Entry.RECORDED, Entry.ASSERTED})


class Fold:
    """Goes through one lead's history under a timeline of versions."""

    def __init__(self, plans: Sequence[Plan], people: People) -> None:
        self.plans = plans
        self.people = people
        self.version = 0
        self.state = State(plans[0])
        self._date_only = False

    def run(self, history: History, *, at: int) -> State:
        """Judge a lead as of an instant (inclusive) and return where it stands then."""
        visible = [seen for seen in history.seen if seen.visible_at <= at]
        for instant, group in groupby(visible, key=lambda seen: seen.visible_at):
            self._pass_time(instant, inclusive=False)
            for merged_at, other in history.absorbed:
                if merged_at == instant:
                    self._absorb(other, instant)
            self._instant(instant, list(group))
        if self.state.current.number:
            self._pass_time(at, inclusive=True)
            self.state.now = at
        return self.state

    # -- time passes without facts -------------------------------------------------------

    def _pass_time(self, instant: int, *, inclusive: bool) -> None:
        """Let the new versions and the ends of recycling before an instant happen."""
        while True:
            due = min(self._next_version(), self._next_return())
            if due > instant or (due == instant and not inclusive):
                return
            if due == self._next_version():
                self._instant(due, [])
            else:
                self._return_by_time(due)

    def _next_version(self) -> int:
        later = self.version + 1
        return self.plans[later].definition.in_force if later < len(self.plans) else NEVER

    def _next_return(self) -> int:
        current, reason = self.state.current, self.state.current.reason
        if current.open or reason is None or reason.duration is None or reason.is_final:
            return NEVER
        return max(current.since + reason.duration, self.state.now)

    def _return_by_time(self, instant: int) -> None:
        self.state.now = instant
        self.state.current.forget(instant - 1)  # what happens at this very instant counts
        self._date_only = False
        self._start_pass("timer")

    # -- one instant ---------------------------------------------------------------------

    def _instant(self, instant: int, facts: list[Seen]) -> None:
        """Take the facts of one instant into account, and a version that comes into force then."""
        if self._next_return() == instant:
            self._return_by_time(instant)
        state = self.state
        state.now = instant
        self._date_only = bool(facts) and all(seen.fact.date_only for seen in facts)
        activated = self._activate(instant)
        new = self._take_in(facts, rebuild=activated)
        if not state.current.number and facts:
            self._start_pass("created")
        elif not state.current.open:
            self._come_back(new)
        state.current.fresh = state.current.fresh or state.current.number == 1 or bool(new)
        wakes = activated or any(state.plan.wakes(seen) for seen in facts)
        if state.current.open:
            self._judge(new, wakes=wakes)
        happening = [seen for seen in facts if self._happens(seen)]
        for seen in sorted(happening, key=_happening) if len(happening) > 1 else happening:
            self._happen(seen)

    def _activate(self, instant: int) -> bool:
        """Put the versions in force by this instant to work; say whether one came into force."""
        before = self.version
        while self._next_version() <= instant:
            self.version += 1
        self.state.plan = self.plans[self.version]
        if self.version != before:
            self._renew_reason()
        return self.version != before

    def _renew_reason(self) -> None:
        """Let a lead that has left wait for what the version now in force asks of its reason.

        Where that version does not know the reason, `for` goes on and `until` asks nothing.
        """
        current = self.state.current
        if current.open or current.reason is None:
            return
        renewed = self.state.plan.definition.reasons.get(current.reason.slug)
        current.until = None if renewed is None else self.state.plan.until[renewed.slug]
        current.reason = renewed or current.reason

    def _take_in(self, facts: list[Seen], *, rebuild: bool) -> list[Seen]:
        """Take in what is known and what was done; return the new behaviour of this pass."""
        state = self.state
        early = [seen for seen in facts if seen.phase <= Phase.BEHAVIOUR]
        state.known.seen.extend(early)
        joined = any(seen.fact.occurred_at < state.now for seen in early)
        moved = any(seen.fact.kind == "lead.moved" for seen in early)
        if rebuild or joined or moved:
            state.rebuild()
        else:
            for seen in early:
                state.tally(seen)
                if seen.phase is Phase.KNOWING:
                    state.learn(seen)
                else:
                    state.add(seen)
        return [seen for seen in early if self._is_new_behaviour(seen)]

    def _is_new_behaviour(self, seen: Seen) -> bool:
        return (
            seen.phase is Phase.BEHAVIOUR
            and seen.fact.occurred_at > self.state.current.since
            and self.state.plan.wakes(seen)
        )

    # -- passes --------------------------------------------------------------------------

    def _start_pass(self, how: str, *, at_start: bool = True) -> None:
        state, current = self.state, self.state.current
        current.number += 1
        current.open, current.reason, current.until = True, None, None
        current.entered = {}
        current.motion = None
        for motion, when in state.plan.motion_when:
            if when is None or when(state) is True:
                current.motion = motion.slug
                break
        self._write("pass", how)
        first = state.stages()[:1]
        if at_start and first and state.plan.stages[first[0]].entry is Entry.START:
            self._enter(state.plan.stages[first[0]], "created")

    def _come_back(self, new: list[Seen]) -> None:
        """Start a new pass where new behaviour fulfils what the reason of the exit asks."""
        state, reason = self.state, self.state.current.reason
        if reason is None or reason.is_final or not new:
            return
        asked = state.current.until is not None and state.current.until(state) is True
        early = reason.duration is not None and not reason.strict and self._is_intent(new)
        if asked or early:
            self._start_pass("returned")

    def _is_intent(self, new: list[Seen]) -> bool:
        rules = self.state.plan.behaviour
        return any(rules[i].high_intent for seen in new for i in self.state.counted(seen))

    def _leave(self, reason: Reason | None, slug: str, how: str) -> None:
        """Leave for a reason; of a lead that is out already, only where it goes changes."""
        current = self.state.current
        if current.open:
            self._write("exit", how, reason=slug)
        current.open = False
        current.left, current.reason = slug, reason
        current.until = None if reason is None else self.state.plan.until[reason.slug]
        current.forget(self.state.now)

    # -- promotion -----------------------------------------------------------------------

    def _judge(self, new: list[Seen], *, wakes: bool) -> None:
        """Disqualify, put up for review, promote: what behaviour and attributes cause."""
        state = self.state
        motion = state.plan.motion(state.current.motion)
        if wakes and state.place() < state.plan.sales_begins(motion):
            for rule, holds in state.plan.disqualify:
                if rule.slug not in state.current.overruled and holds(state) is True:
                    reason = state.plan.reason(rule.reason)
                    self._leave(reason, reason.slug if reason else rule.reason, "disqualified")
                    return
        if self._asks_for_review(new) and state.place() < state.plan.review_ends(motion):
            state.current.reviewed = True
            self._write("review", "judged")
        self._promote(judged=wakes)

    def _asks_for_review(self, new: list[Seen]) -> bool:
        rules = self.state.plan.behaviour
        return not self.state.current.reviewed and any(
            rules[i].review_at_once for seen in new for i in self.state.counted(seen)
        )

    def _promote(self, *, judged: bool = False) -> None:
        """Enter every later stage whose conditions hold, in the motion's order.

        What was recorded or asserted is entered even after a later stage: such an order is
        impossible, and for the reader of the numbers to see.
        """
        state = self.state
        if not state.current.open:
            return
        furthest = state.place()
        for place, slug in enumerate(state.stages()):
            stage = state.plan.stages[slug]
            is_late = place <= furthest and stage.entry not in RECORDED
            if slug in state.current.entered or is_late:
                continue
            how = self._entry(stage, judged=judged)
            if how is not None:
                self._enter(stage, how)
                furthest = state.place()

    def _entry(self, stage: Stage, *, judged: bool) -> str | None:
        """Return how a stage is entered now; None where it is not."""
        state = self.state
        how: str | None = None
        match stage.entry:
            case Entry.JUDGED:
                how = "judged" if judged and state.current.fresh else None
            case Entry.DECIDED:
                agreed = state.current.booked or not stage.agreed_meeting
                how = "decided" if stage.slug in state.current.decided and agreed else None
            case Entry.MEETING:
                counts = state.meeting(stage)
                how = None if counts is Counts.NO else counts.value
            case Entry.RECORDED | Entry.ASSERTED:
                how = stage.entry.value if stage.slug in state.current.recorded else None
        if how is None:
            return None
        when = state.plan.stage_when[stage.slug]
        holds = (when is None or when(state) is True) and state.needs_hold(stage)
        return how if holds else None

    def _enter(self, stage: Stage, how: str) -> None:
        self.state.current.entered[stage.slug] = self.state.now
        self._write(stage.slug, how)

    # -- what sales decided, what was recorded, why the lead left --------------------------

    def _happens(self, seen: Seen) -> bool:
        """Say whether a fact is decided, recorded or an exit, or is the record of a stage."""
        if seen.phase > Phase.BEHAVIOUR:
            return True
        return not seen.of_account and self.state.plan.stage_of_fact(seen.fact) is not None

    def _happen(self, seen: Seen) -> None:
        if seen.phase > Phase.BEHAVIOUR:
            self.state.known.seen.append(seen)
            self.state.tally(seen)
        if seen.phase is Phase.EXIT:
            self._exit(seen)
            return
        if seen.fact.kind.startswith(MEETINGS):
            self._meet(seen)
            self._promote()
        self._decide(seen)
        self._promote()

    def _exit(self, seen: Seen) -> None:
        if not self.state.current.number:
            return
        text = seen.fact.properties.get("reason")
        reason = self.state.plan.reason(None if text is None else str(text))
        slug = reason.slug if reason else "unknown"
        self._leave(reason, slug, seen.fact.kind.split(".")[1])

    def _meet(self, seen: Seen) -> None:
        meetings = self.state.meetings
        key, same = self.state.meeting_names.take(seen.fact)
        if same in meetings:
            other = meetings.pop(same)
            meetings[key] = meetings[key].joined(other) if key in meetings else other
            self.state.current.rename_meeting(same, key)
        meetings.setdefault(key, Meeting()).take(seen.fact, self.people)
        if seen.fact.occurred_at > self.state.current.since:
            self.state.current.meeting_at[key] = self.state.now
            self.state.current.booked |= seen.fact.kind == "meeting.booked"

    def _decide(self, seen: Seen) -> None:
        state, fact = self.state, seen.fact
        stage = state.plan.stage_of_fact(fact)
        if stage is None:
            return
        if stage.entry is Entry.DECIDED:
            if not self.people.may(fact.actor, SALES_SIDE, fact.occurred_at):
                return
            self._reopen("decided")
            state.current.decided.add(stage.slug)
        else:
            self._reopen("recorded")
            state.current.recorded.add(stage.slug)

    def _reopen(self, how: str) -> None:
        """Start a new pass for a lead that had left, by a decision of sales or a record."""
        state = self.state
        if state.current.open:
            return
        self._start_pass(how, at_start=False)
        state.current.overruled = frozenset(
            rule.slug for rule, holds in state.plan.disqualify if holds(state) is True
        )

    # -- merges --------------------------------------------------------------------------

    def _absorb(self, other: History, instant: int) -> None:
        """Merge another lead: after it, the earliest entry into each stage counts."""
        theirs = Fold(self.plans, self.people).run(other, at=instant - 1)
        mine = self.state.current
        if not theirs.current.number:
            return
        self.state.meetings |= theirs.meetings
        self.state.meeting_names.add(theirs.meeting_names)
        if not mine.number or (theirs.current.open and not mine.open):
            self._continue(theirs)
            return
        mine.decided |= theirs.current.decided
        mine.recorded |= theirs.current.recorded
        mine.meeting_at |= theirs.current.meeting_at
        mine.booked |= theirs.current.booked
        for entry in theirs.entries:
            is_last = entry.pass_number == theirs.current.number
            if is_last and entry.stage not in ("pass", "exit"):
                self._keep_earliest(entry)

    def _continue(self, theirs: State) -> None:
        """Go on with the other lead's pass, as the next of this lead's."""
        mine = self.state.current
        for entry in theirs.entries:
            if not mine.number or entry.pass_number == theirs.current.number:
                number = entry.pass_number if not mine.number else mine.number + 1
                self.state.entries.append(_in_pass(entry, number))
        theirs.current.number = theirs.current.number if not mine.number else mine.number + 1
        self.state.current = theirs.current

    def _keep_earliest(self, entry: Entered) -> None:
        number = self.state.current.number
        same = [e for e in self.state.entries if e.pass_number == number and e.stage == entry.stage]
        if any(e.at <= entry.at for e in same):
            return
        for later in same:
            self.state.entries.remove(later)
        self.state.entries.append(_in_pass(entry, number))
        if entry.stage != "review":
            self.state.current.entered[entry.stage] = entry.at

    def _write(self, stage: str, how: str, *, reason: str | None = None) -> None:
        current = self.state.current
        version = self.state.plan.definition.version
        self.state.entries.append(
            Entered(
                current.number,
                current.motion,
                stage,
                self.state.now,
                self._date_only,
                how,
                version,
                reason,
            )
        )


def _happening(seen: Seen) -> tuple[int, str, str]:
    """Order what happens in an instant; behaviour that is a stage's record is an event."""
    phase = Phase.EVENT if seen.phase <= Phase.BEHAVIOUR else seen.phase
    return phase, seen.fact.sender, seen.fact.id


def _in_pass(entry: Entered, number: int) -> Entered:
    return Entered(
        number,
        entry.motion,
        entry.stage,
        entry.at,
        entry.date_only,
        entry.how,
        entry.version,
        entry.reason,
    )
