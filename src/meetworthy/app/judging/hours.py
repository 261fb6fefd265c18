"""When people of a workspace work, for clocks that run in their owner's hours."""

from __future__ import annotations

from meetworthy.app.roster.read import rosters_of
from meetworthy.handoff.hours import OwnersHours, hours_by
from meetworthy.judge.interpreter import Interpreter


def working_hours(workspace_id: int, interpreter: Interpreter) -> OwnersHours | None:
    """Return when people work, as was known at any instant; None where no clock asks for it."""
    definitions = (plan.definition for plan in interpreter.plans)
    if not any(clock.of_owner for one in definitions for clock in one.sla.clocks):
        return None
    return hours_by(rosters_of(workspace_id))
