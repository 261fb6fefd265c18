"""A routing rule gives leads to people, teams, roles, or the owner of the account."""

from __future__ import annotations

from collections.abc import Iterator

from meetworthy.definition.addresses import ROLES, is_taker, name_of
from meetworthy.definition.draft import Draft
from meetworthy.definition.language import ACCOUNT_OWNER
from meetworthy.definition.nearest import suggest
from meetworthy.model.document import Steps
from meetworthy.model.problem import Problem

_REMEDY = "Write an e-mail address, `team …`, `sdr`, `sales` or `account owner`."


def check(draft: Draft) -> Iterator[Problem]:
    """Yield a problem for everybody in `to` who can't be told, or is named twice."""
    if draft.file.routing is None:
        return
    for label, rule in draft.file.routing.rules.items():
        path: Steps = ("routing", "rules", label, "to")
        seen: set[str] = set()
        for who in rule.to:
            if not is_taker(who):
                cause = f"`{who[:60]}` says not who gets the lead."
                remedy = suggest(name_of(who), (*ROLES, ACCOUNT_OWNER), _REMEDY)
                yield draft.error("unknown_taker", path, cause, remedy)
            elif name_of(who) in seen:
                cause = f"`{who[:60]}` is named twice in `{label[:60]}`."
                remedy = "Delete one; a person's weight says how often it is their turn."
                yield draft.error("named_twice", path, cause, remedy)
            seen.add(name_of(who))
