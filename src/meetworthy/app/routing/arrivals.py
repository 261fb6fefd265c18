"""The leads that came to sales in a period, as rules would have been asked about them then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from meetworthy.app.desk.inbox import LYING_AFTER
from meetworthy.app.ledger.load import load
from meetworthy.app.ledger.sql import among, fetch
from meetworthy.definition.language import Definition, Entry, Routing
from meetworthy.handoff.routing.asking import Holds, Load
from meetworthy.handoff.routing.trying import Arrival
from meetworthy.judge.fold import Fold
from meetworthy.judge.gather import History, gather
from meetworthy.judge.interpreter import Interpreter

from .accounts import Neighbours, neighbours_of
from .scenes import ASSIGNED, Readings

CHUNK = 500
"""Leads whose facts are loaded at once; chosen by eye."""

REVIEW, EXIT = "review", "exit"


@dataclass(frozen=True, slots=True)
class Came:
    """That a lead came to sales: when, in which pass, and when it left again."""

    lead: int
    at: int
    pass_number: int
    left_at: int | None


def came_to_sales(
    workspace_id: int, definition: Definition, *, since: int, until: int
) -> list[Came]:
    """Return the leads that came to sales in [since, until), by time: each pass once.

    A lead comes to sales when it enters a judged stage or is put up for review.
    """
    stages = stages_of(definition)
    marks = ", ".join(["%s"] * len(stages))
    rows = fetch(
        "SELECT e.lead, min(e.at), e.pass_number, (SELECT min(x.at) FROM judging_entry x"
        " WHERE x.workspace_id = e.workspace_id AND x.lead = e.lead AND x.stage = 'exit'"
        " AND x.pass_number = e.pass_number) FROM judging_entry e"
        f" WHERE e.workspace_id = %s AND e.stage IN ({marks}) AND e.at >= %s AND e.at < %s"
        " AND NOT EXISTS (SELECT 1 FROM judging_entry b WHERE b.workspace_id = e.workspace_id"
        f" AND b.lead = e.lead AND b.pass_number = e.pass_number AND b.stage IN ({marks})"
        " AND b.at < %s) GROUP BY e.workspace_id, e.lead, e.pass_number ORDER BY 2, 1",
        (workspace_id, *stages, since, until, *stages, since),
    )
    return [Came(*row) for row in rows]


def load_before(workspace_id: int, definition: Definition, *, since: int) -> Load:
    """Return how many leads everybody had at an instant, by whose they are now.

    Those that had come to sales in the two weeks before (what lay longer is no work of a day)
    and not left; who had them then is not kept apart.
    """
    stages = stages_of(definition)
    rows = fetch(
        "SELECT s.owner, count(DISTINCT e.lead) FROM judging_entry e JOIN judging_state s"
        " ON s.workspace_id = e.workspace_id AND s.lead = e.lead"
        f" WHERE e.workspace_id = %s AND e.stage IN ({', '.join(['%s'] * len(stages))})"
        " AND e.at >= %s AND e.at < %s AND s.owner > ''"
        " AND NOT EXISTS (SELECT 1 FROM judging_entry x"
        " WHERE x.workspace_id = e.workspace_id AND x.lead = e.lead AND x.stage = 'exit'"
        " AND x.pass_number = e.pass_number AND x.at < %s) GROUP BY s.owner",
        (workspace_id, *stages, since - LYING_AFTER, since, since),
    )
    return Load.of(dict(rows))


def arrivals_of(
    workspace_id: int,
    interpreter: Interpreter,
    routing: Routing,
    came: Sequence[Came],
    *,
    at: int,
) -> Iterator[Arrival]:
    """Yield each lead that came with what rules ask of it, as it was then, as is known ``at``."""
    readings = Readings(routing)
    kinds = interpreter.plans[-1].definition.kinds
    all_of_them = {one.lead for one in came}
    for start in range(0, len(came), CHUNK):
        chunk = came[start : start + CHUNK]
        leads = {one.lead for one in chunk}
        histories = load(workspace_id, leads, personal=True)
        gathered = gather(histories.facts, at=at, accounts=histories.accounts, kinds=kinds)
        neighbours = neighbours_of(workspace_id, leads, without=all_of_them)
        for one in chunk:
            if one.lead in gathered:
                yield _arrival(interpreter, readings, gathered[one.lead], one, neighbours)


def _arrival(
    interpreter: Interpreter,
    readings: Readings,
    history: History,
    came: Came,
    neighbours: Neighbours,
) -> Arrival:
    return Arrival(
        lead=came.lead,
        at=came.at,
        holds=_holds(interpreter, readings, history, came.at),
        accounts=tuple(sorted(neighbours.accounts.get(came.lead, ()))),
        owners=neighbours.of(came.lead),
        left_at=came.left_at,
        owner=_owner_then(history, came),
    )


def _holds(interpreter: Interpreter, readings: Readings, history: History, at: int) -> Holds:
    state = Fold(interpreter.plans, interpreter.people).run(history, at=at)
    return readings.answered_in(state)


def _owner_then(history: History, came: Came) -> str:
    """Return who really got a lead: the first owner after it came; else whose it was before."""
    told = sorted(
        (seen.fact.occurred_at, str(seen.fact.properties.get("owner", "")).strip().lower())
        for seen in history.seen
        if seen.fact.kind == ASSIGNED
    )
    after = [one for one in told if came.at <= one[0] and (came.left_at or one[0]) >= one[0]]
    before = [one for one in told if one[0] < came.at]
    return after[0][1] if after else before[-1][1] if before else ""


def stages_of(definition: Definition) -> tuple[str, ...]:
    """Return what entries say that a lead came to sales: judged stages, and the review."""
    judged = (stage.slug for stage in definition.stages if stage.entry is Entry.JUDGED)
    return (*judged, REVIEW)


def leads_named(workspace_id: int, leads: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Return the public ids and the names of leads, as their cards show them."""
    condition, parameter = among("l.number", leads)
    rows = fetch(
        "SELECT l.number, l.uuid, s.name, s.email FROM ledger_lead l JOIN judging_state s"
        " ON s.workspace_id = l.workspace_id AND s.lead = l.number"
        f" WHERE l.workspace_id = %s AND {condition}",
        (workspace_id, parameter),
    )
    return {number: (str(UUID(str(public))), name or email) for number, public, name, email in rows}
