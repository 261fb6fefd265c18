"""The words of a behaviour rule must make sense together."""

from __future__ import annotations

from collections.abc import Iterator

from meetworthy.definition.draft import Draft
from meetworthy.model.problem import Problem


def check(draft: Draft) -> Iterator[Problem]:
    """Yield a problem for every rule whose words contradict or mean nothing."""
    for label, rule in draft.file.behaviour.items():
        path = ("behaviour", label)
        if rule.half_life is not None and rule.within is not None:
            cause = f"`{label[:60]}` both fades by half and ends at once."
            remedy = "Keep `half_life` or `within`."
            yield draft.error("two_ways_to_fade", (*path, "within"), cause, remedy)
        if rule.wakes is not None and rule.of != "account":
            cause = f"`wakes` has no meaning for `{label[:60]}`: facts about the lead always do."
            remedy = "Delete it, or add `of: account`."
            yield draft.error("word_out_of_place", (*path, "wakes"), cause, remedy)
