"""Interpreters ready to judge a workspace's leads: its timeline, and who held which role."""

from __future__ import annotations

from meetworthy.app.definitions.timeline import timeline_of
from meetworthy.app.ledger.load import fact_of, select
from meetworthy.definition.language import Timeline
from meetworthy.judge.interpreter import Interpreter
from meetworthy.judge.people import People, people_in

_ready: dict[int, tuple[Timeline, Interpreter]] = {}


def interpreter_for(workspace_id: int) -> Interpreter:
    """Return the interpreter of a workspace, by its versions and people as they are now."""
    timeline = timeline_of(workspace_id)
    known = _ready.get(workspace_id)
    if known is None or known[0] is not timeline:
        known = (timeline, Interpreter(timeline))
        _ready[workspace_id] = known
    interpreter = known[1]
    interpreter.people = people_of(workspace_id, timeline[-1].zone)
    return interpreter


def people_of(workspace_id: int, zone: str) -> People:
    """Return who held which role when, as the ledger says."""
    where = "kind = 'person.described' AND lead IS NULL AND account IS NULL AND visitor IS NULL"
    return people_in([fact_of(row) for row in select(workspace_id, where, ())], zone)
