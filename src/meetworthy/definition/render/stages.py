"""The stages and what enters each; the framework and what each criterion demands."""

from __future__ import annotations

from meetworthy.definition.language import Definition, Entry, Stage
from meetworthy.model.criteria import Status

from .blocks import Paragraph, Section, Table, bullets
from .phrases import Phrases, kind_in_words
from .spans import in_words, joined

_STATUS = {
    Status.CONFIRMED: "confirmed",
    Status.PARTIAL: "at least partial",
    Status.DENIED: "asked",
    Status.UNKNOWN: "–",
}
_DECISIONS = {
    "lead.accepted": "Sales accepts the lead, before any contact.",
    "lead.qualified": "Sales has talked to them and decides that they qualify.",
    "opportunity.created": "Sales opens an opportunity: the buyer wants to go on.",
}


def stages_section(definition: Definition, phrases: Phrases) -> Section:
    """Return the section on stages, in order."""
    points = [
        (
            f"{stage.label}. {_entry(definition, stage, phrases)}",
            stage.when.text if stage.when else None,
        )
        for stage in definition.stages
    ]
    opening = Paragraph(
        "A lead may skip stages; one that it skipped it was never in. "
        "Only sales makes a sales qualified lead."
    )
    return Section("The stages, and what enters each", (opening, bullets(*points)))


def _entry(definition: Definition, stage: Stage, phrases: Phrases) -> str:
    when = phrases.of(stage.when.expression) if stage.when else ""
    match stage.entry:
        case Entry.START:
            return "Everybody who is identified, from a known source."
        case Entry.JUDGED:
            return f"As soon as a fact about the lead makes it so that {when}."
        case Entry.DECIDED:
            words = _DECISIONS.get(stage.kind or "", "Sales decides.")
            return " ".join([words, *_needs(definition, stage)])
        case Entry.MEETING:
            return _meeting(definition, stage, when)
        case Entry.RECORDED:
            return f"It is recorded: {kind_in_words(stage.kind or stage.slug)}."
        case Entry.ASSERTED:
            return "The CRM says so; by which criteria is not recorded."


def _meeting(definition: Definition, stage: Stage, when: str) -> str:
    rule = stage.meeting
    words = ["A meeting took place, and sales confirmed that it was worth it."]
    if rule is not None and rule.accepted:
        words.insert(0, "Sales accepted the meeting as worth taking, before.")
    if when:
        words.append(f"Its guest must meet this: {when}.")
    who = "may" if rule is not None and rule.self_confirmation else "can't"
    words.append(f"Who booked it {who} confirm it.")
    return " ".join([*words, *_needs(definition, stage)])


def _needs(definition: Definition, stage: Stage) -> list[str]:
    labels = {each.slug: each.label.lower() for each in definition.framework.criteria}
    by_status: dict[Status, list[str]] = {}
    for slug, status in stage.needs.items():
        by_status.setdefault(status, []).append(labels.get(slug, slug))
    parts = [
        f"{joined(by_status[status])} {_STATUS[status]}"
        for status in sorted(by_status, reverse=True)
    ]
    sentences = [f"What it needs: {'; '.join(parts)}."] if parts else []
    return [*sentences, "A meeting must be agreed."] if stage.agreed_meeting else sentences


def framework_section(definition: Definition) -> Section:
    """Return the section on the framework: criteria, needs by stage, floor and questions."""
    framework = definition.framework
    stages = [stage for stage in definition.stages if stage.needs]
    rows = tuple(
        (
            criterion.label,
            criterion.ask,
            _STATUS[criterion.floor],
            *(_STATUS[stage.needs.get(criterion.slug, Status.UNKNOWN)] for stage in stages),
            _lasts(definition, criterion.slug),
        )
        for criterion in framework.criteria
    )
    header = (
        "Criterion",
        "What to ask",
        "Floor",
        *(f"{stage.label} needs" for stage in stages),
        "Counts for",
    )
    opening = Paragraph(
        f"Our common language is {framework.label}. The floor is the least without which nothing "
        "is sales qualified, because interest is not qualification. Partial means: access to "
        "the decision maker, money that can be found, a timeline that is plausible."
    )
    return Section("How we qualify", (opening, Table(header, rows)))


def _lasts(definition: Definition, slug: str) -> str:
    duration = definition.expiry.get(slug)
    return in_words(duration) if duration is not None else "always"
