"""Why somebody has a lead, or nobody has: by its last assignment, or by what was tried in vain."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from meetworthy.model.fact import Fact

from .desk import why_unrouted
from .scenes import ASSIGNED


@dataclass(frozen=True, slots=True)
class Why:
    """Whose a lead is, since when, by which rule (empty: by hand), by whom, and in which words.

    Without an owner, ``words`` say why no rule found anybody; empty where none was asked.
    """

    owner: str
    at: int | None
    rule: str
    by: str
    words: str


def why_of(workspace_id: int, lead: int, facts: Iterable[Fact]) -> Why:
    """Return why somebody has a lead, by its facts (in order of time), or why nobody has."""
    told = [fact for fact in facts if fact.kind == ASSIGNED]
    if not told or not told[-1].properties.get("owner"):
        return Why("", None, "", "", why_unrouted(workspace_id, lead))
    last = told[-1]
    said = last.properties
    return Why(
        owner=str(said["owner"]),
        at=last.occurred_at,
        rule=str(said.get("rule", "")),
        by=last.actor or "",
        words=str(said.get("why", "")),
    )
