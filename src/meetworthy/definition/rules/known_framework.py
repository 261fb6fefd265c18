"""The framework must exist."""

from __future__ import annotations

from collections.abc import Iterator

from meetworthy.definition.draft import Draft
from meetworthy.definition.frameworks import FRAMEWORKS
from meetworthy.definition.nearest import suggest
from meetworthy.model.problem import Problem


def check(draft: Draft) -> Iterator[Problem]:
    """Yield a problem if the definition names a framework that does not exist."""
    if draft.framework is None:
        known = [framework.label.lower() for framework in FRAMEWORKS.values()]
        yield draft.error(
            "unknown_framework",
            ("framework",),
            f"There is no framework `{str(draft.file.framework)[:60]}`.",
            suggest(str(draft.file.framework), known, "Name one, or write your own criteria."),
        )
