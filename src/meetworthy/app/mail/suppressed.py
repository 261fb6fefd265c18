"""Who is not written to: whoever said so, and whose address does not exist."""

from __future__ import annotations

from collections.abc import Iterable

from meetworthy.app.judging.one import judge_lead
from meetworthy.model.fact import Fact

_ALWAYS = {
    "contact.suppressed": "is not to be contacted",
    "email.unsubscribed": "has unsubscribed",
}


def why_not_written(workspace_id: int, lead: int, *, at: int) -> str:
    """Return why a lead is not to be written to, as far as the ledger knows; empty where it may be.

    What was retracted counts no more.
    """
    seen = judge_lead(workspace_id, lead, at=at)
    if seen is None:
        return "is not known"
    return why_not_among(seen.facts)


def why_not_among(facts: Iterable[Fact]) -> str:
    """Return the same by the facts that a lead is judged by."""
    return next(filter(None, map(_why, facts)), "")


def _why(fact: Fact) -> str:
    if fact.kind == "email.bounced" and fact.properties.get("bounce") == "hard":
        return "has an address that does not exist"
    return _ALWAYS.get(fact.kind, "")
