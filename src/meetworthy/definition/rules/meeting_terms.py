"""A dispute is decided by somebody of sales; a meeting is declined for one of few reasons."""

from __future__ import annotations

from collections.abc import Iterator

from meetworthy.definition.addresses import ARBITERS, is_arbiter, name_of
from meetworthy.definition.draft import Draft
from meetworthy.definition.nearest import suggest
from meetworthy.model.problem import Problem


def check(draft: Draft) -> Iterator[Problem]:
    """Yield a problem for an arbiter who is nobody, and for every reason that is there twice."""
    terms = draft.file.meetings
    if terms is None:
        return
    if terms.arbiter is not None and not is_arbiter(terms.arbiter):
        cause = f"`{terms.arbiter[:60]}` can't decide a dispute: it is no person of sales."
        remedy = suggest(name_of(terms.arbiter), ARBITERS, "Write an e-mail address, or `sales`.")
        yield draft.error("unknown_arbiter", ("meetings", "arbiter"), cause, remedy)
    seen: set[str] = set()
    for reason in terms.reasons:
        if name_of(reason) in seen:
            cause = f"The reason `{reason[:60]}` is there twice."
            yield draft.error("named_twice", ("meetings", "reasons"), cause, "Delete one of them.")
        seen.add(name_of(reason))
