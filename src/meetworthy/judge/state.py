"""What the interpreter remembers of one lead while it goes through its facts."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from meetworthy.definition.language import Reason, Stage
from meetworthy.model.criteria import Status
from meetworthy.model.kinds import Phase

from .attributes import Attributes
from .condition import Value
from .evidence import Evidence
from .gather import Seen
from .meetings import Counts, Meeting, MeetingNames
from .plan import Plan
from .score import Sum, rounded

LONG_AGO = -(2**62)


@dataclass(frozen=True, slots=True)
class Entered:
    """One row of ENTRIES: a stage entered, an exit, a review, or the start of a pass."""

    pass_number: int
    motion: str | None
    stage: str
    at: int
    date_only: bool
    how: str
    version: int
    reason: str | None = None


@dataclass(slots=True)
class Knowledge:
    """What is known of a lead whatever its stage: attributes, sums, evidence. Carries over."""

    attributes: Attributes = field(default_factory=Attributes)
    evidence: Evidence = field(default_factory=Evidence)
    sums: list[Sum] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    counted: dict[int, list[int]] = field(default_factory=dict)

    def learn(self, seen: Seen) -> None:
        """Take a fact of the knowing phase into account."""
        self.attributes.take(seen.fact, of_account=seen.of_account)
        if seen.fact.kind == "criterion.assessed":
            self.evidence.take(seen.fact)


@dataclass(slots=True)
class Pass:
    """The pass a lead is in, or the time after one: decisions and counts start anew in each."""

    number: int = 0
    motion: str | None = None
    open: bool = False
    since: int = LONG_AGO  # facts that happened after this instant count for the pass
    entered: dict[str, int] = field(default_factory=dict)
    decided: set[str] = field(default_factory=set)
    recorded: set[str] = field(default_factory=set)
    meeting_at: dict[str, int] = field(default_factory=dict)
    booked: bool = False
    reviewed: bool = False
    fresh: bool = False
    overruled: frozenset[str] = frozenset()
    intents: list[int] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    left: str | None = None  # the slug of the reason of the last exit
    reason: Reason | None = None
    until: Callable[[State], Value] | None = None

    def forget(self, since: int) -> None:
        """Start counting anew from an instant on."""
        self.since = since
        self.intents, self.counts = [], Counter()
        self.decided, self.recorded, self.meeting_at = set(), set(), {}
        self.booked = self.reviewed = self.fresh = False
        self.overruled = frozenset()

    def rename_meeting(self, name: str, to: str) -> None:
        """Let a meeting that turned out to be another count as that one."""
        if name in self.meeting_at:
            self.meeting_at[to] = self.meeting_at.pop(name)


class State:
    """One lead at one instant: the scene in which conditions are asked."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.now = LONG_AGO
        self.known = Knowledge(sums=[Sum(rule) for rule in plan.behaviour])
        self.current = Pass()
        self.meetings: dict[str, Meeting] = {}
        self.meeting_names = MeetingNames()
        self.entries: list[Entered] = []
        self._fit: float | None = None

    # -- what conditions see -------------------------------------------------------------

    def attribute(self, name: str) -> Value:
        """Return the value of an attribute that holds now."""
        return self.known.attributes.value(name, self.plan.definition.attributes.get(name))

    def signal(self, name: str) -> float:
        """Return a signal, rounded to six decimals."""
        match name:
            case "score":
                return rounded(self.fit() + self.behaviour())
            case "fit":
                return rounded(self.fit())
            case "behaviour":
                return rounded(self.behaviour())
            case "high_intent":
                return float(self.high_intent())
            case "pass":
                return float(self.current.number)
            case _:
                raise LookupError(name)

    def stage(self) -> str | None:
        """Return the stage last entered in this pass."""
        place = self.place()
        return None if place < 0 else self.stages()[place]

    def points(self, rule: str) -> float:
        """Return the points that a rule gives now."""
        if rule in self.plan.rule_index:
            return rounded(self.known.sums[self.plan.rule_index[rule]].read(self.now))
        fit_rule, reading = self.plan.fit[self.plan.fit_index[rule]]
        return fit_rule.points if reading(self) is True else 0.0

    def count(self, kind: str) -> float:
        """Return how many facts of a kind there were in this pass."""
        return float(self.current.counts[kind])

    def in_list(self, name: str, text: str) -> bool:
        """Say whether a folded text is in a named list now."""
        return self.plan.in_list(name, text, self.now)

    # -- the score -----------------------------------------------------------------------

    def fit(self) -> float:
        """Return the sum of the points of the fit rules that are true."""
        if self._fit is None or self.plan.has_dated_lists:
            self._fit = sum(
                (rule.points for rule, holds in self.plan.fit if holds(self) is True), 0.0
            )
        return self._fit

    def behaviour(self) -> float:
        """Return the sum of what is read of the behaviour rules."""
        return sum([one.read(self.now) for one in self.known.sums if one.facts], 0.0)

    def high_intent(self) -> int:
        """Return the number of high-intent facts of this pass inside the intent window."""
        start = self.now - self.plan.definition.intent_window
        return len(self.current.intents) - bisect_right(self.current.intents, start)

    # -- taking facts in -----------------------------------------------------------------

    def learn(self, seen: Seen) -> None:
        """Take a fact of the knowing phase into account."""
        self.known.learn(seen)
        self._fit = None

    def add(self, seen: Seen) -> None:
        """Add a behaviour fact to the sums of its rules, and to the counts of the pass."""
        at, zone = seen.fact.occurred_at, self.plan.definition.zone
        counted = [i for i in self.plan.matching(seen) if self.known.sums[i].add(at, zone)]
        if counted:
            self.known.counted[id(seen)] = counted
        if at > self.current.since and any(self.plan.behaviour[i].high_intent for i in counted):
            insort(self.current.intents, at)

    def counted(self, seen: Seen) -> list[int]:
        """Return the rules that counted a fact (no more than so many a day are)."""
        return self.known.counted.get(id(seen), [])

    def tally(self, seen: Seen) -> None:
        """Count a fact for the pass, by its kind."""
        if seen.fact.occurred_at > self.current.since:
            self.current.counts[seen.fact.kind] += 1

    def rebuild(self) -> None:
        """Take all visible facts in again: after a joining, a move, or a new version.

        Points are summed in the order in which things happened, whenever they were joined.
        """
        standing = [seen for seen in self.known.seen if self.now < seen.until]
        self.known = Knowledge(sums=[Sum(rule) for rule in self.plan.behaviour], seen=standing)
        self.current.intents, self.current.counts = [], Counter()
        self._fit = None
        for seen in standing:
            if seen.phase is Phase.KNOWING:
                self.known.learn(seen)
            self.tally(seen)
        for seen in sorted(standing, key=lambda s: s.occurrence):
            if seen.phase is Phase.BEHAVIOUR:
                self.add(seen)

    # -- where the lead stands -----------------------------------------------------------

    def stages(self) -> tuple[str, ...]:
        """Return the stages of the pass's motion, in order."""
        return self.plan.motion(self.current.motion).stages

    def place(self) -> int:
        """Return the place in the motion of the furthest stage entered in this pass, or -1."""
        entered = self.current.entered
        if not entered:
            return -1
        places = [place for place, slug in enumerate(self.stages()) if slug in entered]
        return places[-1] if places else -1

    def status(self, criterion: str) -> Status:
        """Return the status of a criterion that holds now."""
        return self.known.evidence.status(
            self.plan.words.get(criterion, (criterion,)),
            at=self.now,
            expiry=self.plan.definition.expiry.get(criterion),
        )

    def needs_hold(self, stage: Stage) -> bool:
        """Say whether every criterion that a stage needs is known well enough."""
        return all(self.status(slug).meets(needed) for slug, needed in stage.needs.items())

    def meeting(self, stage: Stage) -> Counts:
        """Return whether a meeting of this pass counts for a stage."""
        if stage.meeting is None:
            return Counts.NO
        ready = {self.meetings[key].counts(stage.meeting) for key in self.current.meeting_at}
        best = (Counts.YES, Counts.DISPUTED, Counts.SELF_CONFIRMED)
        return next((counts for counts in best if counts in ready), Counts.NO)
