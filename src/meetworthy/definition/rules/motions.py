"""A motion lists stages of the definition, from the first, in the definition's order."""

from __future__ import annotations

from collections.abc import Iterator

from meetworthy.definition.draft import Draft
from meetworthy.definition.nearest import suggest
from meetworthy.model.problem import Problem


def check(draft: Draft) -> Iterator[Problem]:
    """Yield a problem for every stage of a motion that is unknown, doubled or out of order."""
    known = draft.names("stages")
    for label, motion in draft.file.motions.items():
        path = ("motions", label, "stages")
        unknown = [name for name in motion.stages if name not in known]
        for name in unknown:
            cause = f"There is no stage `{name[:60]}`."
            remedy = suggest(name, known, "Name stages of this definition.")
            yield draft.error("unknown_stage", path, cause, remedy)
        if unknown:
            continue
        ranks = [known.index(name) for name in motion.stages]
        if ranks != sorted(set(ranks)):
            cause = f"The stages of `{label[:60]}` are not in the definition's order, or doubled."
            right = ", ".join(known[rank] for rank in sorted(set(ranks)))
            yield draft.error("stage_order", path, cause, f"Write `[{right}]`.")
        elif ranks[0] != 0:
            cause = f"The motion `{label[:60]}` does not start with `{known[0]}`."
            yield draft.error("motion_start", path, cause, f"Put `{known[0]}` first.")
