"""Who takes a lead out names one of the reasons, and one that leads where it should."""

from __future__ import annotations

from collections.abc import Iterator

from meetworthy.definition.draft import Draft, slug_for
from meetworthy.definition.nearest import suggest
from meetworthy.model.document import Steps
from meetworthy.model.problem import Problem


def check(draft: Draft) -> Iterator[Problem]:
    """Yield a problem for every disqualifier, and every end of the form, with no such reason."""
    for label, rule in draft.file.disqualify.items():
        yield from _one(draft, rule.reason, ("disqualify", label, "reason"), _OUT)
    form = draft.file.prequalification
    for word in ("silent", "unfit"):
        reason = getattr(form, word, None)
        if reason is not None:
            yield from _one(draft, reason, ("prequalification", word), _BACK)


_OUT = ("disqualified",)
_BACK = ("recycled", "disqualified")  # no deal was lost that there never was


def _one(draft: Draft, name: str, path: Steps, then: tuple[str, ...]) -> Iterator[Problem]:
    reasons = {slug_for(label, each.slug): each for label, each in draft.file.reasons.items()}
    reason = (reasons | draft.file.reasons).get(name)
    if reason is None and name not in draft.names("reasons"):
        cause = f"There is no reason `{name[:60]}`."
        remedy = suggest(name, draft.names("reasons"), "Add it under `reasons`.")
        yield draft.error("unknown_reason", path, cause, remedy)
    elif reason is not None and reason.then not in then:
        cause = f"The reason `{name[:60]}` does not lead where it should from here."
        if then == _OUT:
            cause = f"The reason `{name[:60]}` does not disqualify."
        yield draft.error("wrong_reason", path, cause, f"Give it `then: {then[0]}`.")
