"""A condition that no lead can ever fulfil is a slip, most often a threshold out of reach."""

from __future__ import annotations

from collections.abc import Iterator

from meetworthy.definition.build import threshold_of
from meetworthy.definition.draft import Draft
from meetworthy.model.problem import Problem

from .bounds import bounds_of

_SECTIONS = {"stages", "reasons", "disqualify", "routing", "prequalification"}


def check(draft: Draft) -> Iterator[Problem]:
    """Yield a problem for every condition out of reach of the points that there are."""
    if any(gone[0] in {"fit", "behaviour"} for gone in draft.left_out):
        return  # a rule is missing for a slip of its own; its points would be missing too
    bounds = bounds_of(draft)
    for path, condition in draft.conditions.items():
        if path[0] not in _SECTIONS or bounds.can_hold(condition.expression):
            continue
        most = bounds.signals["score"][1]
        threshold = threshold_of(condition.expression)
        if threshold is not None and threshold > most:
            cause = f"No lead can reach {threshold:g} points: all rules together give {most:g}."
            remedy = "Lower the threshold, raise points or caps, or add rules."
            yield draft.error("unreachable", path, cause, remedy)
        elif "high_intent" in condition.text.lower() and not bounds.signals["high_intent"][1]:
            continue  # `high_intent` says this better
        else:
            cause = f"`{condition.text[:60]}` can never hold under the rules' points."
            yield draft.error("unreachable", path, cause, "Mend the condition, or the points.")
