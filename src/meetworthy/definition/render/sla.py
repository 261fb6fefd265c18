"""The SLA in words: what is passed along, and each clock as a promise."""

from __future__ import annotations

from meetworthy.definition.language import Clock, Definition

from .blocks import Block, Paragraph, Section, bullets
from .phrases import Phrases, kind_in_words
from .spans import hours_in_words, joined, target_in_words

_HEADING = "What we promise each other"


def sla_section(definition: Definition, phrases: Phrases) -> Section:
    """Return the section on the SLA."""
    sla = definition.sla
    blocks: list[Block] = []
    if sla.hours is not None:
        blocks.append(Paragraph(hours_in_words(sla.hours, definition.zone)))
    if sla.passes_along:
        passed = f"Marketing says of each lead that it passes: {joined(sla.passes_along)}."
        blocks.append(Paragraph(passed))
    if sla.clocks:
        blocks.append(bullets(*(_clock(definition, each, phrases) for each in sla.clocks)))
    return Section(_HEADING, tuple(blocks))


def _clock(definition: Definition, clock: Clock, phrases: Phrases) -> tuple[str, str | None]:
    start = joined((_name(definition, each) for each in clock.start), "or")
    stop = joined((_name(definition, each) for each in clock.stop), "or")
    words = [f"{clock.label}: from {start} to {stop} within {target_in_words(clock.target)}"]
    if clock.when is not None:
        words[0] += f" if {phrases.of(clock.when.expression)}"
    if clock.otherwise is not None:
        words[0] += f", else within {target_in_words(clock.otherwise)}"
    words[0] += "."
    words += _consequences(definition, clock)
    return " ".join(words), clock.when.text if clock.when else None


def _consequences(definition: Definition, clock: Clock) -> list[str]:
    words: list[str] = []
    if clock.of_owner:
        words.append("It runs while the person who has the lead works.")
    if clock.restarted_by:
        names = joined((_name(definition, each) for each in clock.restarted_by), "or")
        words.append(f"It starts anew with {names}.")
    if clock.warn:
        words.append(f"A warning comes {clock.warn} of the time.")
    if clock.escalate:
        words.append(f"After that the {clock.escalate} is told.")
    if clock.reassign:
        words.append("Somebody else gets the lead.")
    return words


_FIXED = {
    "review": "being up for review",
    "exit": "leaving with a reason",
    "contact.made": "first contact",
}


def _name(definition: Definition, word: str) -> str:
    labels = {stage.slug: stage.label for stage in definition.stages}
    return labels.get(word) or _FIXED.get(word, f"“{kind_in_words(word)}”")
