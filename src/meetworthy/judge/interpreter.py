"""The interpreter's front door: one account's or one lead's facts in, judgements out.

This is what runs live.  It is plain Python over ``fold``; the engine must equal it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from meetworthy.definition.language import Timeline
from meetworthy.model.criteria import Status
from meetworthy.model.fact import Fact
from meetworthy.model.time import DAY

from .bounds import Reachable, Unknowns
from .evidence import Assessment
from .falling import falls_under
from .fold import Fold
from .gather import History, gather
from .people import People
from .plan import Plan
from .score import Sum, rounded
from .state import Entered, State
from .verdict import Verdict, reach_verdict

FADED = 0.5
"""Under so many points a rule's points count as faded in explanations; chosen by eye."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one rule gives: points now, of which facts, and when they will have faded."""

    rule: str
    label: str
    points: float
    unknown: bool = False
    facts: tuple[Fact, ...] = ()
    faded_at: int | None = None


@dataclass(frozen=True, slots=True)
class CriterionState:
    """What is known of one criterion; ``others`` are further assessments that have not expired."""

    slug: str
    label: str
    status: Status
    evidence: Assessment | None
    others: tuple[Assessment, ...]

    @property
    def contradicted(self) -> bool:
        """Whether another assessment says otherwise."""
        return any(other.status is not self.status for other in self.others)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Where a lead stands at an instant, and why."""

    lead: int
    at: int
    version: int
    pass_number: int
    motion: str | None
    open: bool
    stage: str | None
    stage_since: int | None
    reason: str | None
    score: float
    fit: float
    behaviour: float
    high_intent: int
    reachable: Reachable
    parts: tuple[Part, ...]
    criteria: tuple[CriterionState, ...]
    verdict: Verdict
    falls_under_at: int | None
    warnings: tuple[str, ...]
    entries: tuple[Entered, ...]


class Interpreter:
    """A timeline of definitions made ready, and the people whose decisions count."""

    def __init__(self, timeline: Timeline, people: People | None = None) -> None:
        self.plans = [Plan(definition) for definition in timeline]
        self.unknowns = [Unknowns(definition) for definition in timeline]
        self.people = people or People()

    def judge(
        self,
        facts: Iterable[Fact],
        *,
        at: int,
        known_by: int | None = None,
        accounts: Mapping[int, int | None] | None = None,
    ) -> dict[int, Judgement]:
        """Judge the leads that these facts are about, as of an instant (inclusive), by lead."""
        kinds = self.plans[-1].definition.kinds
        histories = gather(facts, at=at, known_by=known_by, accounts=accounts, kinds=kinds)
        return {lead: self.judge_history(one, at=at) for lead, one in sorted(histories.items())}

    def judge_history(self, history: History, *, at: int) -> Judgement:
        """Judge one lead by its history."""
        fold = Fold(self.plans, self.people)
        state = fold.run(history, at=at)
        return _summed_up(history.lead, state, self.unknowns[fold.version])


def _summed_up(lead: int, state: State, unknowns: Unknowns) -> Judgement:
    definition = state.plan.definition
    current, score = state.current, state.signal("score")
    reachable = unknowns.reachable(score, state)
    statuses = {c.slug: state.status(c.slug) for c in definition.framework.criteria}
    stage = state.stage()
    falls = None
    if definition.threshold is not None:
        falls = falls_under(definition.threshold, state.fit(), state.known.sums, now=state.now)
    return Judgement(
        lead=lead,
        at=state.now,
        version=definition.version,
        pass_number=current.number,
        motion=current.motion,
        open=current.open,
        stage=stage,
        stage_since=None if stage is None else current.entered[stage],
        reason=None if current.open else current.left,
        score=score,
        fit=state.signal("fit"),
        behaviour=state.signal("behaviour"),
        high_intent=state.high_intent(),
        reachable=reachable,
        parts=_parts(state),
        criteria=_criteria(state),
        verdict=reach_verdict(definition, statuses, stage=stage, high_intent=state.high_intent()),
        falls_under_at=falls,
        warnings=_warnings(state, statuses),
        entries=tuple(state.entries),
    )


def _parts(state: State) -> tuple[Part, ...]:
    fit = [(rule, holds(state)) for rule, holds in state.plan.fit]
    parts = [
        Part(rule.slug, rule.label, rule.points if truth is True else 0.0, unknown=truth is None)
        for rule, truth in fit
    ]
    counted: list[list[Fact]] = [[] for _ in state.known.sums]
    for seen in state.known.seen:
        for index in state.counted(seen):
            counted[index].append(seen.fact)
    for one, facts in zip(state.known.sums, counted, strict=True):
        points = rounded(one.read(state.now))
        faded = _faded_at(one, state.now)
        parts.append(Part(one.rule.slug, one.rule.label, points, False, tuple(facts), faded))
    return tuple(parts)


def _faded_at(one: Sum, now: int) -> int | None:
    if not one.facts or abs(one.read(now)) < FADED or not (one.rule.half_life or one.rule.window):
        return None
    low, high = now, now + 60 * (one.rule.half_life or 0) + (one.rule.window or 0) + DAY
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if abs(one.read(middle)) < FADED else (middle, high)
    return high


def _criteria(state: State) -> tuple[CriterionState, ...]:
    definition = state.plan.definition
    states = []
    for criterion in definition.framework.criteria:
        words = state.plan.words[criterion.slug]
        expiry = definition.expiry.get(criterion.slug)
        standing = state.known.evidence.standing(words, at=state.now, expiry=expiry)
        holds = standing[0] if standing else None
        status = holds.status if holds else Status.UNKNOWN
        states.append(CriterionState(criterion.slug, criterion.label, status, holds, standing[1:]))
    return tuple(states)


def _warnings(state: State, statuses: Mapping[str, Status]) -> tuple[str, ...]:
    """Return what does not un-enter a stage but must be seen: denials and disqualifiers."""
    entered = [state.plan.stages.get(slug) for slug in state.current.entered]
    found = [
        f"{criterion} denied after {stage.slug}"
        for stage in entered
        if stage is not None
        for criterion in stage.needs
        if statuses.get(criterion) is Status.DENIED
    ]
    if state.current.open:
        found += [
            f"disqualifying: {rule.slug}"
            for rule, holds in state.plan.disqualify
            if holds(state) is True
        ]
    return tuple(found)
