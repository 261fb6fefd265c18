"""A cap under the points of one fact hides what one fact is worth."""

from __future__ import annotations

from collections.abc import Iterator

from meetworthy.definition.draft import Draft
from meetworthy.model.problem import Problem


def check(draft: Draft) -> Iterator[Problem]:
    """Yield a warning for every cap that a single fact already exceeds."""
    for label, rule in draft.file.behaviour.items():
        if rule.cap is not None and rule.cap < abs(rule.points):
            cause = f"The cap of `{label[:60]}`, {rule.cap:g}, is less than one fact's points."
            remedy = "Raise the cap, or give the fact the points that you mean."
            yield draft.warning("cap_under_points", ("behaviour", label, "cap"), cause, remedy)
