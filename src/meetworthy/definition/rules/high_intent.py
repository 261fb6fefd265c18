"""A condition that asks for high intent needs a rule that shows some."""

from __future__ import annotations

from collections.abc import Iterator

from meetworthy.definition.draft import Draft
from meetworthy.definition.expression import Signal, walk
from meetworthy.model.problem import Problem


def check(draft: Draft) -> Iterator[Problem]:
    """Yield a problem for every condition on `high_intent` if no rule is marked so."""
    marked = any(rule.high_intent for rule in draft.file.behaviour.values())
    if marked or any(gone[0] == "behaviour" for gone in draft.left_out):
        return
    for path, condition in draft.conditions.items():
        if Signal("high_intent") in walk(condition.expression):
            cause = "It asks for `high_intent`, and no behaviour rule is marked so."
            remedy = "Add `high_intent: true` to the rules that show explicit intent."
            yield draft.error("no_high_intent_rule", path, cause, remedy)
