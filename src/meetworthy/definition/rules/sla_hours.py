"""Working time needs working hours; two targets need the question which of them counts."""

from __future__ import annotations

from collections.abc import Iterator

from meetworthy.definition import units
from meetworthy.definition.draft import Draft, clock_path
from meetworthy.definition.language import Unit
from meetworthy.model.problem import Problem


def check(draft: Draft) -> Iterator[Problem]:
    """Yield a problem for every clock that lacks what its target speaks of."""
    sla = draft.file.sla
    for label, clock in sla.clocks.items():
        path = clock_path(draft.tree, label)
        targets = [units.parse_target(text) for text in (clock.within, clock.otherwise) if text]
        working = any(target.unit is not Unit.WALL for target in targets)
        if working and sla.hours is None and not draft.is_left_out("sla", "hours"):
            cause = f"The clock `{label[:60]}` runs in working time, and no hours are written."
            remedy = 'Add `hours: {days: mon-fri, from: "09:00", to: "17:00"}` under `sla`.'
            yield draft.error("no_working_hours", path, cause, remedy)
        if clock.otherwise is not None and clock.when is None:
            cause = f"The clock `{label[:60]}` has two targets and says not when the first counts."
            yield draft.error("otherwise_without_when", path, cause, "Add `when`.")
        if clock.hours is not None and not working:
            cause = f"`{label[:60]}` has `hours`, and runs by the clock on every wall."
            remedy = "Write its target in business hours, or delete `hours`."
            yield draft.error("word_out_of_place", (*path, "hours"), cause, remedy)
