"""The hand-off's words of a checked draft: routing, the form, the terms of meetings, quotas."""

from __future__ import annotations

from meetworthy.model.criteria import Status

from . import units
from .addresses import name_of
from .draft import Draft, criterion_slug, reason_slugs, slug_for
from .language import (
    Asks,
    MeetingTerms,
    Prequalification,
    Question,
    Quota,
    Routing,
    RoutingRule,
    Turns,
)


def routing_of(draft: Draft) -> Routing:
    """Return who gets a lead; without the section nobody does by rule."""
    shape = draft.file.routing
    if shape is None:
        return Routing()
    rules = tuple(
        RoutingRule(
            slug=slug_for(label, rule.slug),
            label=label,
            to=tuple(name_of(each) for each in rule.to),
            when=draft.conditions.get(("routing", "rules", label, "when")),
            by=Turns(rule.by),
            skills=tuple(name_of(each) for each in rule.skills),
        )
        for label, rule in shape.rules.items()
    )
    return Routing(rules, shape.capacity)


def prequalification_of(draft: Draft) -> Prequalification | None:
    """Return the form that a lead answers first; None where the team asks for none."""
    shape = draft.file.prequalification
    if shape is None:
        return None
    reasons = reason_slugs(draft)
    return Prequalification(
        asks=tuple(Asks(each) for each in shape.asked_by),
        questions=tuple(_question(draft, label) for label in shape.questions),
        fits={criterion_slug(draft, key): Status[it.upper()] for key, it in shape.fits.items()},
        when=draft.conditions.get(("prequalification", "when")),
        remind=units.parse_duration(shape.remind),
        expires=units.parse_duration(shape.expires),
        silent=reasons[shape.silent] if shape.silent else None,
        unfit=reasons[shape.unfit] if shape.unfit else None,
        calendar=shape.calendar,
    )


def _question(draft: Draft, label: str) -> Question:
    assert draft.file.prequalification is not None
    shape = draft.file.prequalification.questions[label]
    return Question(
        slug=slug_for(label, shape.slug),
        label=label,
        ask=shape.ask,
        criterion=criterion_slug(draft, shape.answers) if shape.answers else None,
        options=tuple(
            (option, Status[said.upper()] if said else None)
            for option, said in shape.options.items()
        ),
    )


def meetings_of(draft: Draft) -> MeetingTerms:
    """Return the terms of meetings."""
    shape = draft.file.meetings
    if shape is None:
        return MeetingTerms()
    return MeetingTerms(name_of(shape.arbiter) if shape.arbiter else None, tuple(shape.reasons))


def quotas_of(draft: Draft) -> tuple[Quota, ...]:
    """Return the quotas, in the order of the file."""
    return tuple(
        Quota(name_of(who), shape.meetings, tuple(units.parse_share(each) for each in shape.ramp))
        for who, shape in draft.file.quotas.items()
    )
