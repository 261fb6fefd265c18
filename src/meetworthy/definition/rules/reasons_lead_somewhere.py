"""A reason says where the lead goes: recycled with a way back, or out."""

from __future__ import annotations

from collections.abc import Iterator

from meetworthy.definition.draft import Draft
from meetworthy.model.problem import Problem


def check(draft: Draft) -> Iterator[Problem]:
    """Yield a problem for every reason that leads nowhere or says what has no meaning."""
    for label, reason in draft.file.reasons.items():
        path = ("reasons", label)
        back = reason.duration is not None or reason.until is not None
        if reason.then == "recycled" and not back:
            cause = f"`{label[:60]}` recycles a lead and says no way back."
            remedy = 'Add `for: 90 days` or `until: "high_intent > 0"`.'
            yield draft.error("reason_leads_nowhere", path, cause, remedy)
        if reason.then != "recycled" and (back or reason.strict):
            cause = f"`{label[:60]}` takes a lead out and says a way back."
            remedy = "Write `then: recycled`, or delete `for`, `until` and `strict`."
            yield draft.error("word_out_of_place", path, cause, remedy)
