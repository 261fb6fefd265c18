"""The clocks of the SLA start and stop at stages, kinds of facts, or a few fixed words."""

from __future__ import annotations

from collections.abc import Iterator

from meetworthy.definition.draft import Draft, clock_path
from meetworthy.definition.nearest import suggest
from meetworthy.model.document import Steps
from meetworthy.model.problem import Problem

STARTS = ("review",)
STOPS = ("exit",)


def check(draft: Draft) -> Iterator[Problem]:
    """Yield a problem for every start or stop that does not exist."""
    for label, clock in draft.file.sla.clocks.items():
        path = clock_path(draft.tree, label)
        yield from _known(draft, (*path, "from"), clock.start, STARTS)
        yield from _known(draft, (*path, "to"), clock.stop, (*STARTS, *STOPS))
        yield from _known(draft, (*path, "restarted_by"), clock.restarted_by, STARTS)
        if set(clock.start) & set(clock.stop):
            cause = f"The clock `{label[:60]}` stops where it starts."
            yield draft.error("clock_stands_still", path, cause, "Name another stage under `to`.")


def _known(
    draft: Draft, path: Steps, names: list[str], fixed: tuple[str, ...]
) -> Iterator[Problem]:
    known = [*draft.names("stages"), *fixed, *draft.kinds]
    for name in names:
        if name not in known and name not in draft.names("kinds"):
            cause = f"There is no stage or kind of fact `{name[:60]}`."
            remedy = suggest(name, known, "Name a stage, a kind of fact, `review` or `exit`.")
            yield draft.error("unknown_stage_or_kind", path, cause, remedy)
