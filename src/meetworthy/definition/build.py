"""From a checked draft to a definition; nothing can be wrong any more."""

from __future__ import annotations

from meetworthy.model.criteria import Status
from meetworthy.model.document import Steps

from . import units
from .build_handoff import meetings_of, prequalification_of, quotas_of, routing_of
from .draft import Draft, clock_path, criterion_slug, reason_slugs, slug_for
from .expression import And, Compare, Expression, Literal, Signal
from .fingerprint import fingerprint
from .language import (
    AttributeRule,
    BehaviourRule,
    Clock,
    Condition,
    Definition,
    Disqualifier,
    Entry,
    FitRule,
    MeetingRule,
    Motion,
    Reason,
    SignOff,
    Sla,
    Stage,
)
from .shape.attributes import type_of
from .shape.scoring import BehaviourShape
from .shape.stages import StageShape

DEFAULT_MOTION = "default"

DECISIONS = {
    "sal": "lead.accepted",
    "sql": "lead.qualified",
    "opportunity": "opportunity.created",
}
"""The kind of fact by which sales decides a stage of this name; others by `stage.decided`."""


def build(draft: Draft) -> Definition:
    """Return the definition that a draft without errors means."""
    file, framework = draft.file, draft.framework
    assert framework is not None
    stages = tuple(_stage(draft, name, shape) for name, shape in file.stages.items())
    return Definition(
        name=file.definition,
        version=file.version,
        in_force=units.parse_instant(file.in_force, file.timezone),
        zone=file.timezone,
        framework=framework,
        stages=stages,
        motions=_motions(draft),
        language=file.language,
        currency=file.currency,
        intent_window=units.parse_duration(file.intent_window),
        attributes=_attributes(draft),
        kinds=draft.kinds,
        lists=draft.lists,
        fit=_fit(draft),
        disqualify=_disqualify(draft),
        behaviour=_behaviour(draft),
        reasons=_reasons(draft),
        expiry={
            criterion_slug(draft, name): units.parse_duration(text)
            for name, text in file.expiry.items()
        },
        sla=_sla(draft),
        routing=routing_of(draft),
        prequalification=prequalification_of(draft),
        meetings=meetings_of(draft),
        quotas=quotas_of(draft),
        benchmarks=tuple(file.benchmarks),
        author=file.author,
        note=file.note,
        signed=_signed(draft),
        threshold=_threshold(stages),
        hash=fingerprint(file, draft.lists),
    )


def _when(draft: Draft, *path: str) -> Condition:
    return draft.conditions[path]


def _maybe(draft: Draft, *path: str | int) -> Condition | None:
    steps: Steps = path
    return draft.conditions.get(steps)


def _attributes(draft: Draft) -> dict[str, AttributeRule]:
    return {
        name: AttributeRule(
            name=name,
            type=type_of(shape.type),
            unit=shape.unit,
            one_of=tuple(shape.one_of),
            sources=tuple(shape.sources),
            of_account=shape.of == "account",
            ask=shape.ask,
        )
        for name, shape in draft.file.attributes.items()
    }


def _fit(draft: Draft) -> tuple[FitRule, ...]:
    return tuple(
        FitRule(
            slug_for(label, shape.slug), label, _when(draft, "fit", label, "when"), shape.points
        )
        for label, shape in draft.file.fit.items()
    )


def _disqualify(draft: Draft) -> tuple[Disqualifier, ...]:
    slugs = reason_slugs(draft)
    return tuple(
        Disqualifier(
            slug_for(label, shape.slug),
            label,
            _when(draft, "disqualify", label, "when"),
            slugs[shape.reason],
        )
        for label, shape in draft.file.disqualify.items()
    )


def _behaviour(draft: Draft) -> tuple[BehaviourRule, ...]:
    return tuple(_rule(draft, label, shape) for label, shape in draft.file.behaviour.items())


def _rule(draft: Draft, label: str, shape: BehaviourShape) -> BehaviourRule:
    of_account = shape.of == "account"
    return BehaviourRule(
        slug=slug_for(label, shape.slug),
        label=label,
        kind=shape.fact,
        points=shape.points,
        where=_maybe(draft, "behaviour", label, "where"),
        half_life=units.parse_duration(shape.half_life) if shape.half_life else None,
        window=units.parse_duration(shape.within) if shape.within else None,
        cap=shape.cap,
        at_most_a_day=units.parse_at_most(shape.at_most) if shape.at_most else None,
        high_intent=shape.high_intent,
        review_at_once=shape.review is not None,
        of_account=of_account,
        wakes=bool(shape.wakes) if of_account else True,
    )


def _stage(draft: Draft, name: str, shape: StageShape) -> Stage:
    entry = entry_of(shape)
    meeting = MeetingRule(shape.accepted_by is not None, shape.self_confirmation)
    return Stage(
        slug=name,
        label=shape.label or name,
        entry=entry,
        when=_maybe(draft, "stages", name, "when"),
        kind=kind_of(name, shape),
        needs={
            criterion_slug(draft, key): Status[need.upper()] for key, need in shape.needs.items()
        },
        meeting=meeting if entry is Entry.MEETING else None,
        agreed_meeting=shape.agreed_meeting,
    )


def entry_of(shape: StageShape) -> Entry:
    """Return what makes a lead enter a stage of this shape."""
    if shape.meeting is not None:
        return Entry.MEETING
    if shape.decided_by is not None:
        return Entry.DECIDED
    if shape.asserted is not None:
        return Entry.ASSERTED
    if shape.fact is not None:
        return Entry.RECORDED
    return Entry.START if shape.when is None else Entry.JUDGED


def kind_of(name: str, shape: StageShape) -> str | None:
    """Return the kind of fact that enters a stage, where one does."""
    match entry_of(shape):
        case Entry.DECIDED:
            return shape.fact or DECISIONS.get(name, "stage.decided")
        case Entry.RECORDED:
            return shape.fact
        case Entry.ASSERTED:
            return "stage.asserted"
        case _:
            return None


def _motions(draft: Draft) -> tuple[Motion, ...]:
    named = tuple(
        Motion(
            slug_for(label, shape.slug),
            label,
            _when(draft, "motions", label, "when"),
            tuple(shape.stages),
        )
        for label, shape in draft.file.motions.items()
    )
    return (*named, Motion(DEFAULT_MOTION, "default", None, tuple(draft.file.stages)))


def _reasons(draft: Draft) -> dict[str, Reason]:
    reasons = (
        Reason(
            slug=slug_for(label, shape.slug),
            label=label,
            then=shape.then,
            duration=units.parse_duration(shape.duration) if shape.duration else None,
            until=_maybe(draft, "reasons", label, "until"),
            strict=shape.strict,
        )
        for label, shape in draft.file.reasons.items()
    )
    return {reason.slug: reason for reason in reasons}


def _sla(draft: Draft) -> Sla:
    shape = draft.file.sla
    hours = shape.hours
    return Sla(
        hours=units.parse_hours(hours.days, hours.start, hours.end, hours.holidays)
        if hours
        else None,
        passes_along=tuple(shape.passes_along),
        clocks=tuple(_clock(draft, label) for label in shape.clocks),
    )


def _clock(draft: Draft, label: str) -> Clock:
    shape = draft.file.sla.clocks[label]
    return Clock(
        slug=slug_for(label, shape.slug),
        label=label,
        start=tuple(shape.start),
        stop=tuple(shape.stop),
        target=units.parse_target(shape.within),
        when=_maybe(draft, *clock_path(draft.tree, label), "when"),
        otherwise=units.parse_target(shape.otherwise) if shape.otherwise else None,
        restarted_by=tuple(shape.restarted_by),
        warn=units.parse_warning(shape.warn) if shape.warn else None,
        escalate=shape.escalate,
        reassign=shape.reassign,
        of_owner=shape.hours is not None,
    )


def _signed(draft: Draft) -> tuple[SignOff, ...]:
    shape = draft.file.signed
    if shape is None:
        return ()
    teams = (("marketing", shape.marketing), ("sales", shape.sales))
    return tuple(SignOff(team, sign.by, sign.on) for team, sign in teams if sign is not None)


def _threshold(stages: tuple[Stage, ...]) -> float | None:
    for stage in stages:
        if stage.entry is Entry.JUDGED and stage.when is not None:
            return threshold_of(stage.when.expression)
    return None


def threshold_of(node: Expression) -> float | None:
    """Return N where a condition demands `score >= N` (or `> N`); nothing otherwise."""
    match node:
        case And(values):
            found = [threshold_of(value) for value in values]
            return next((each for each in found if each is not None), None)
        case Compare(">=" | ">", Signal("score"), Literal(int() | float() as value, _)):
            return float(value)
        case Compare("<=" | "<", Literal(int() | float() as value, _), Signal("score")):
            return float(value)
        case _:
            return None
