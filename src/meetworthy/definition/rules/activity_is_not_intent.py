"""Activity is not intent: an MQL that behaviour has no part in is a list, not a signal."""

from __future__ import annotations

from collections.abc import Iterator

from meetworthy.definition.build import entry_of
from meetworthy.definition.draft import Draft, slug_for
from meetworthy.definition.expression import Count, Expression, Points, Signal, walk
from meetworthy.definition.language import Entry
from meetworthy.model.problem import Problem


def check(draft: Draft) -> Iterator[Problem]:
    """Yield a warning if the first judged stage asks for nothing that a lead did."""
    judged = [n for n, shape in draft.file.stages.items() if entry_of(shape) is Entry.JUDGED]
    for name in judged[:1]:
        condition = draft.conditions.get(("stages", name, "when"))
        if condition is not None and not _asks(draft, condition.expression):
            yield draft.warning(
                "activity_is_not_intent",
                ("stages", name, "when"),
                f"`{name}` asks for nothing that a lead did: points alone are not intent.",
                "Add `and high_intent > 0`, or a count or the points of a behaviour rule.",
            )


def _asks(draft: Draft, node: Expression) -> bool:
    did = {slug_for(label, each.slug) for label, each in draft.file.behaviour.items()}
    for part in walk(node):
        match part:
            case Signal("high_intent" | "behaviour") | Count():
                return True
            case Points(rule) if rule in did:
                return True
    return False
