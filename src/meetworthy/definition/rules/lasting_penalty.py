"""A penalty that never fades keeps a lead down for ever: a disqualifier says so openly."""

from __future__ import annotations

from collections.abc import Iterator

from meetworthy.definition.draft import Draft
from meetworthy.model.problem import Problem


def check(draft: Draft) -> Iterator[Problem]:
    """Yield a warning for every penalty for behaviour without half-life or end."""
    for label, rule in draft.file.behaviour.items():
        if rule.points < 0 and rule.half_life is None and rule.within is None:
            cause = f"The penalty `{label[:60]}` never fades."
            remedy = "Add `half_life: 180 days` or so, or make it a disqualifier."
            yield draft.warning("lasting_penalty", ("behaviour", label), cause, remedy)
