"""The stages that have the field's names stand in the field's order."""

from __future__ import annotations

from collections.abc import Iterator

from meetworthy.definition.draft import Draft
from meetworthy.model.problem import Problem

ORDER = ("lead", "mql", "sal", "sql", "opportunity", "customer")
"""Semantics §4 leaves the order to the team; these words mean it. SQM may stand anywhere."""


def check(draft: Draft) -> Iterator[Problem]:
    """Yield a problem for every stage that stands before one it must follow."""
    furthest = -1
    for name in draft.names("stages"):
        if name not in ORDER:
            continue
        rank = ORDER.index(name)
        if rank < furthest:
            cause = f"`{name}` stands after `{ORDER[furthest]}`."
            remedy = f"Keep the order {', '.join(ORDER)}; leave out what you don't use."
            yield draft.error("stage_order", ("stages", name), cause, remedy)
        furthest = max(furthest, rank)
