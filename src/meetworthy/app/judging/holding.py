"""Whether a condition of the definition holds for a lead, as of an instant."""

from __future__ import annotations

from meetworthy.app.ledger.load import load
from meetworthy.definition.language import Condition
from meetworthy.handoff.conditions import holds_by
from meetworthy.judge.gather import gather

from .interpreters import interpreter_for


def holds(workspace_id: int, lead: int, condition: Condition | None, *, at: int) -> bool | None:
    """Say whether a condition holds for a lead (inclusive of the instant); None: it is unknown.

    Where there is no condition it holds for every lead that there was by then.
    """
    interpreter = interpreter_for(workspace_id)
    histories = load(workspace_id, [lead])
    kinds = interpreter.plans[-1].definition.kinds
    found = gather(histories.facts, at=at, accounts=histories.accounts, kinds=kinds)
    history = found.get(lead) or next(
        (one for one in found.values() if lead in {other.lead for _, other in one.absorbed}), None
    )
    if history is None:
        return False
    return True if condition is None else holds_by(interpreter, history)(condition, at)
