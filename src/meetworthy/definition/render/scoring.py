"""What counts as intent: the rules for behaviour in words."""

from __future__ import annotations

from meetworthy.definition.language import BehaviourRule, Definition

from .blocks import Block, Paragraph, Section, Table, bullets
from .phrases import Phrases, kind_in_words
from .spans import in_words

_HEADING = "What counts as intent"


def behaviour_section(definition: Definition, phrases: Phrases) -> Section:
    """Return the section on behaviour."""
    intent = [rule for rule in definition.behaviour if rule.high_intent]
    other = [rule for rule in definition.behaviour if not rule.high_intent]
    blocks: list[Block] = []
    if intent:
        window = in_words(definition.intent_window)
        blocks += [
            Paragraph(
                f"These are signs of high intent; each counts as one for {window}. "
                "What is listed after them is activity, which is not intent."
            ),
            _table(intent, phrases),
        ]
    if other:
        opening = "Everything else that gives or takes points:" if intent else "What gives points:"
        blocks += [Paragraph(opening), _table(other, phrases)]
    at_once = [rule.label for rule in definition.behaviour if rule.review_at_once]
    if at_once:
        blocks += [
            Paragraph("Sales looks at a lead at once, whatever its points, when it:"),
            bullets(*at_once),
        ]
    return Section(_HEADING, tuple(blocks))


def _table(rules: list[BehaviourRule], phrases: Phrases) -> Table:
    rows = tuple(
        (rule.label, _fact(rule, phrases), f"{rule.points:+g}", _limits(rule)) for rule in rules
    )
    return Table(("What", "That is", "Points", "How long and how much"), rows, frozenset({2}))


def _fact(rule: BehaviourRule, phrases: Phrases) -> str:
    where = f", where {phrases.of(rule.where.expression)}" if rule.where else ""
    whose = " of anybody at the account" if rule.of_account else ""
    return f"{kind_in_words(rule.kind)}{whose}{where}"


def _limits(rule: BehaviourRule) -> str:
    parts: list[str] = []
    if rule.half_life is not None:
        parts.append(f"half is left after {in_words(rule.half_life)}")
    elif rule.window is not None:
        parts.append(f"counts for {in_words(rule.window)}, then no more")
    else:
        parts.append("does not fade")
    if rule.cap is not None:
        parts.append(f"{rule.cap:g} at most")
    if rule.at_most_a_day is not None:
        parts.append(f"no more than {rule.at_most_a_day} a day count")
    if rule.of_account and not rule.wakes:
        parts.append("promotes nobody by itself")
    return "; ".join(parts)
