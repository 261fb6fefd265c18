"""A quota is of a person, a team or a role, and there is one of each."""

from __future__ import annotations

from collections.abc import Iterator

from meetworthy.definition.addresses import ROLES, is_holder, name_of
from meetworthy.definition.draft import Draft
from meetworthy.definition.nearest import suggest
from meetworthy.model.problem import Problem

_REMEDY = "Write an e-mail address, `team …`, `sdr` or `sales`."


def check(draft: Draft) -> Iterator[Problem]:
    """Yield a problem for every quota of nobody, and every second one of somebody."""
    seen: set[str] = set()
    for who in draft.file.quotas:
        path = ("quotas", who)
        if not is_holder(who):
            cause = f"`{who[:60]}` says not whose quota it is."
            remedy = suggest(name_of(who), ROLES, _REMEDY)
            yield draft.error("unknown_holder", path, cause, remedy)
        elif name_of(who) in seen:
            cause = f"`{who[:60]}` has a quota already."
            yield draft.error("named_twice", path, cause, "Delete one of the two.")
        seen.add(name_of(who))
