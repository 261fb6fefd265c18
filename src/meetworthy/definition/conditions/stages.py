"""`stage = 'sql'`: asking for the stage last entered, by its name."""

from __future__ import annotations

from meetworthy.definition.expression import StageIs
from meetworthy.definition.nearest import suggest

from .refusal import Refusal
from .scope import Scope


def stage_is(names: list[str], scope: Scope) -> StageIs:
    """Return the question whether the stage is one of these; refuse an unknown name."""
    known = {stage.lower(): stage for stage in scope.stages}
    for name in names:
        if name.lower() not in known:
            raise Refusal(
                "unknown_stage",
                f"There is no stage `{name[:60]}`.",
                suggest(name, scope.stages, "Name one of the stages."),
            )
    return StageIs(tuple(known[name.lower()] for name in names))
