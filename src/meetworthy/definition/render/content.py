"""The document of a definition, section by section, in plain sentences."""

from __future__ import annotations

from meetworthy.definition.language import Definition, Disqualifier, Motion, Reason
from meetworthy.model.kinds import Type

from .blocks import Block, Document, Paragraph, Section, Table, bullets
from .handoff import meetings_section, prequalification_section, routing_section
from .phrases import Phrases
from .scoring import behaviour_section
from .sla import sla_section
from .spans import in_words, joined, moment_in_words
from .stages import framework_section, stages_section


def document_of(definition: Definition) -> Document:
    """Return the document that a definition makes."""
    phrases = Phrases(definition)
    sections = (
        _customer(definition, phrases),
        behaviour_section(definition, phrases),
        stages_section(definition, phrases),
        framework_section(definition),
        sla_section(definition, phrases),
        routing_section(definition, phrases),
        prequalification_section(definition, phrases),
        meetings_section(definition),
        _reasons(definition, phrases),
        _motions(definition, phrases),
        _known(definition),
        _agreement(definition),
    )
    since = moment_in_words(definition.in_force, definition.zone)
    line = f"Version {definition.version}, in force from {since} ({definition.zone})."
    return Document(definition.name, line, tuple(each for each in sections if each.blocks))


def _customer(definition: Definition, phrases: Phrases) -> Section:
    rows = tuple(
        (rule.label, phrases.of(rule.when.expression), f"{rule.points:+g}", rule.when.text)
        for rule in definition.fit
    )
    blocks: list[Block] = []
    if rows:
        blocks += [
            Paragraph(
                "Before a lead has done anything, it has points for what it is. "
                "What nobody knows about it adds nothing, and takes nothing away."
            ),
            Table(("What", "When", "Points", "In the file"), rows, frozenset({2}), frozenset({3})),
        ]
    if definition.disqualify:
        blocks += [
            Paragraph("Some are out, whatever their points, until sales has qualified them:"),
            bullets(*(_out(definition, rule, phrases) for rule in definition.disqualify)),
        ]
    return Section("Who is our customer", tuple(blocks))


def _out(definition: Definition, rule: Disqualifier, phrases: Phrases) -> tuple[str, str]:
    when = phrases.of(rule.when.expression)
    reason = definition.reasons[rule.reason].label
    return f"{rule.label}: if {when}. The reason given is “{reason}”.", rule.when.text


def _reasons(definition: Definition, phrases: Phrases) -> Section:
    reasons = definition.reasons.values()
    rows = tuple((reason.label, _where(reason, phrases)) for reason in reasons)
    if not rows:
        return Section("Why a lead leaves, and where it goes", ())
    table = Table(("Reason", "Then"), rows)
    return Section("Why a lead leaves, and where it goes", (table,))


def _where(reason: Reason, phrases: Phrases) -> str:
    if reason.then == "disqualified":
        return "It is out."
    if reason.then == "lost":
        return "It is lost to us, for this time."
    parts = ["Back to marketing"]
    if reason.duration is not None:
        parts.append(f"for {in_words(reason.duration)}")
    if reason.until is not None:
        until = phrases.of(reason.until.expression)
        parts.append(f"until, after it left, {until}")
    sentence = " or ".join(parts[1:]) if len(parts) > 2 else " ".join(parts[1:])
    if reason.duration is None:
        return f"{parts[0]}, {sentence}."
    early = (
        "High intent does not bring it back earlier."
        if reason.strict
        else "High intent brings it back earlier."
    )
    return f"{parts[0]} {sentence}. {early}"


def _motions(definition: Definition, phrases: Phrases) -> Section:
    named = [motion for motion in definition.motions if motion.when is not None]
    if not named:
        return Section("Ways of selling", ())
    points = [_motion(definition, motion, phrases) for motion in named]
    rest = _path(definition, definition.motions[-1])
    return Section(
        "Ways of selling",
        (
            Paragraph("The first that fits a lead is its way, chosen when its pass starts."),
            bullets(*points, f"All others: {rest}."),
        ),
    )


def _motion(definition: Definition, motion: Motion, phrases: Phrases) -> tuple[str, str]:
    assert motion.when is not None
    when = phrases.of(motion.when.expression)
    return f"{motion.label}, if {when}: {_path(definition, motion)}.", motion.when.text


def _path(definition: Definition, motion: Motion) -> str:
    return ", then ".join(definition.stage(slug).label for slug in motion.stages)


def _known(definition: Definition) -> Section:
    rows = tuple(
        (
            name.replace("_", " "),
            _type(each.type, each.unit, each.one_of),
            "the account" if each.of_account else "the lead",
            joined(each.sources, "then") or "any source",
            each.ask or "–",
        )
        for name, each in definition.attributes.items()
    )
    header = ("What", "Is", "Of", "Whose word counts first", "What to ask")
    return Section("What we need to know of a lead", (Table(header, rows),) if rows else ())


def _type(type_: Type, unit: str | None, one_of: tuple[str, ...]) -> str:
    if one_of:
        return joined(one_of, "or")
    words = {Type.INTEGER: "a whole number", Type.BOOLEAN: "yes or no", Type.DATE: "a day"}
    word = words.get(type_, "a number" if type_ is Type.NUMBER else "text")
    return f"{word} of {unit}" if unit else word


def _agreement(definition: Definition) -> Section:
    facts = [f"Version {definition.version} of “{definition.name}”."]
    if definition.author:
        facts.append(f"Written by {definition.author}.")
    if definition.note:
        facts.append(f"What changed: {definition.note}")
    if definition.benchmarks:
        facts.append(f"Compared with the benchmark sets {joined(definition.benchmarks)}.")
    signed = [f"{each.team.capitalize()}: {each.by}, {each.on}." for each in definition.signed]
    missing = [
        f"{team.capitalize()}: not signed yet."
        for team in ("marketing", "sales")
        if team not in {each.team for each in definition.signed}
    ]
    seal = Paragraph(f"What is signed has the fingerprint {definition.hash[:16]}.")
    return Section(
        "Version and sign-off",
        (Paragraph(" ".join(facts)), bullets(*signed, *missing), seal),
    )
