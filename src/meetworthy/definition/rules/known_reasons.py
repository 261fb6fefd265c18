"""A disqualifier names one of the reasons, and one that takes the lead out."""

from __future__ import annotations

from collections.abc import Iterator

from meetworthy.definition.draft import Draft, slug_for
from meetworthy.definition.nearest import suggest
from meetworthy.model.problem import Problem


def check(draft: Draft) -> Iterator[Problem]:
    """Yield a problem for every disqualifier with no such reason."""
    reasons = {slug_for(label, each.slug): each for label, each in draft.file.reasons.items()}
    reasons |= draft.file.reasons
    for label, rule in draft.file.disqualify.items():
        path = ("disqualify", label, "reason")
        reason = reasons.get(rule.reason)
        if reason is None and rule.reason not in draft.names("reasons"):
            cause = f"There is no reason `{rule.reason[:60]}`."
            remedy = suggest(rule.reason, draft.names("reasons"), "Add it under `reasons`.")
            yield draft.error("unknown_reason", path, cause, remedy)
        elif reason is not None and reason.then != "disqualified":
            cause = f"The reason `{rule.reason[:60]}` does not disqualify."
            yield draft.error("wrong_reason", path, cause, "Give it `then: disqualified`.")
