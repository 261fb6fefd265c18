"""The worker's step: take marks, judge their leads, write everything that follows, at once.

On PostgreSQL the marks and leads of a batch are locked for its whole transaction, so any number
of workers share the work.  On SQLite, which has one writer, judging happens outside the writing
transaction so that ingestion does not wait for it; two workers may judge the same lead, and the
one that saw less changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field

import structlog
from django.db import InterfaceError, OperationalError, transaction

from meetworthy.app.ledger.sql import among, execute, fetch, is_postgresql
from meetworthy.app.outbox.enqueue import enqueue
from meetworthy.app.people.models import Workspace
from meetworthy.model.time import MINUTE

from .interpreters import interpreter_for
from .reckon import reckon
from .store import forget, store

MOST_MARKS = 500
"""Marks that one step takes; chosen by eye: a step stays well under a second."""

HEAVY = 50_000
"""Microseconds of judging from which a lead is heavy and waits; chosen by eye."""

SECOND_TRY = MINUTE
"""After so long a lead whose judging failed is tried again; chosen by eye."""

PATIENCE = 10
"""A heavy lead is judged again after so many times what judging it takes; chosen by eye."""

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Task:
    """The leads of one workspace that must be judged, and the marks that say so."""

    leads: set[int] = field(default_factory=set)
    marks: list[int] = field(default_factory=list)


def work_once(*, at: int, limit: int = MOST_MARKS) -> int:
    """Judge the leads of the oldest marks, and those whose time has come; returns how many."""
    done = 0
    with _whole_step():
        for workspace_id, task in sorted(_take(at, limit).items(), key=lambda item: item[0]):
            done += _judge_or_defer(workspace_id, task, at)
    return done


@contextmanager
def _whole_step() -> Iterator[None]:
    with transaction.atomic() if is_postgresql() else nullcontext():
        yield


def _take(at: int, limit: int) -> dict[int, _Task]:
    skip = " FOR UPDATE OF m SKIP LOCKED" if is_postgresql() else ""
    marks = fetch(
        "SELECT m.id, m.workspace_id, m.lead FROM judging_mark m"
        " WHERE m.not_before <= %s AND NOT EXISTS ("
        " SELECT 1 FROM judging_state s WHERE s.workspace_id = m.workspace_id AND s.lead = m.lead"
        " AND s.judged_in > %s AND s.judged_at + s.judged_in * %s > %s)"
        f" ORDER BY m.id LIMIT %s{skip}",
        (at, HEAVY, PATIENCE, at, limit),
    )
    tasks: dict[int, _Task] = defaultdict(_Task)
    for number, workspace_id, lead in marks:
        tasks[workspace_id].leads.add(lead)
        tasks[workspace_id].marks.append(number)
    for workspace_id, task in tasks.items():
        task.marks += _further_marks(workspace_id, task)
    if len(marks) < limit:
        for workspace_id, lead in _due(at, limit - len(marks)):
            tasks[workspace_id].leads.add(lead)
    return tasks


def _further_marks(workspace_id: int, task: _Task) -> list[int]:
    """Return the later marks of the same leads: one judgement answers them all."""
    skip = " FOR UPDATE SKIP LOCKED" if is_postgresql() else ""
    condition, parameter = among("lead", task.leads)
    rows = fetch(
        f"SELECT id FROM judging_mark WHERE workspace_id = %s AND {condition} AND id > %s{skip}",
        (workspace_id, parameter, max(task.marks)),
    )
    return [row[0] for row in rows]


def _due(at: int, limit: int) -> list[tuple[int, int]]:
    """Return the leads for whom time alone changed something."""
    skip = " FOR UPDATE SKIP LOCKED" if is_postgresql() else ""
    rows = fetch(
        "SELECT workspace_id, lead FROM judging_state WHERE next_at <= %s"
        f" ORDER BY next_at LIMIT %s{skip}",
        (at, limit),
    )
    return [(workspace_id, lead) for workspace_id, lead in rows]


def _judge_or_defer(workspace_id: int, task: _Task, at: int) -> int:
    """Judge some leads; where that fails, each alone; those with whom it fails wait a while."""
    try:
        with _undone_alone():
            return _judge(workspace_id, task, at)
    except (OperationalError, InterfaceError):
        raise  # the database: the whole step is tried again
    except Exception:
        if len(task.leads) == 1:
            log.exception("not judged", workspace=workspace_id, lead=next(iter(task.leads)))
            _defer(workspace_id, task.leads, at + SECOND_TRY)
            return 0
    return sum(_judge_or_defer(workspace_id, one, at) for one in _each_alone(task))


@contextmanager
def _undone_alone() -> Iterator[None]:
    with transaction.atomic() if is_postgresql() else nullcontext():
        yield


def _each_alone(task: _Task) -> Iterator[_Task]:
    condition, parameter = among("id", task.marks)
    rows = fetch(f"SELECT lead, id FROM judging_mark WHERE {condition}", (parameter,))
    for lead in sorted(task.leads):
        yield _Task({lead}, [number for marked, number in rows if marked == lead])


def _defer(workspace_id: int, leads: set[int], until: int) -> None:
    condition, parameter = among("lead", leads)
    execute(
        f"UPDATE judging_mark SET not_before = %s WHERE workspace_id = %s AND {condition}",
        (until, workspace_id, parameter),
    )
    execute(
        "UPDATE judging_state SET next_at = %s"
        f" WHERE workspace_id = %s AND next_at IS NOT NULL AND {condition}",
        (until, workspace_id, parameter),
    )


def _judge(workspace_id: int, task: _Task, at: int) -> int:
    leads = judgeable(workspace_id, task.leads)
    if is_postgresql():
        lock(workspace_id, leads)
    at = _never_back(workspace_id, leads, at)
    judged = reckon(workspace_id, interpreter_for(workspace_id), leads, at=at) if leads else []
    gone = leads - {one.lead for one in judged}
    with transaction.atomic():
        live_since = Workspace.objects.values_list("live_since", flat=True).get(pk=workspace_id)
        told = store(workspace_id, judged, live_since=live_since, now=at)
        forget(workspace_id, gone)
        enqueue(workspace_id, told, at=at)
        _unmark(task.marks)
        _wait_for_what_is_dated_ahead(workspace_id, gone, at)
    return len(judged)


def judge_now(workspace_id: int, leads: set[int], *, at: int) -> None:
    """Judge some leads in the caller's transaction: whoever decided sees what follows at once.

    Their marks stay: a worker looks again, and finds nothing new.  Heavy leads are left to it.
    """
    condition, parameter = among("lead", leads)
    heavy = fetch(
        "SELECT lead FROM judging_state"
        f" WHERE workspace_id = %s AND judged_in > %s AND {condition}",
        (workspace_id, HEAVY, parameter),
    )
    _judge(workspace_id, _Task(leads - {row[0] for row in heavy}), at)


def _wait_for_what_is_dated_ahead(workspace_id: int, leads: set[int], at: int) -> None:
    """Mark leads of whom nothing has happened yet for when their first fact will have."""
    condition, parameter = among("lead", leads)
    execute(
        "INSERT INTO judging_mark (workspace_id, lead, at, not_before)"
        " SELECT workspace_id, lead, min(recorded_at), min(occurred_at) FROM ledger_fact"
        f" WHERE workspace_id = %s AND {condition} AND occurred_at > %s"
        " GROUP BY workspace_id, lead",
        (workspace_id, parameter, at),
    )


def _never_back(workspace_id: int, leads: set[int], at: int) -> int:
    """Return the instant to judge at: a clock that was set back must not undo what was judged."""
    condition, parameter = among("lead", leads)
    (known,) = fetch(
        "SELECT (SELECT recorded_at FROM ledger_head WHERE workspace_id = %s), (SELECT"
        f" max(judged_at) FROM judging_state WHERE workspace_id = %s AND {condition})",
        (workspace_id, workspace_id, parameter),
    )
    return max(at, *(each or 0 for each in known))


def judgeable(workspace_id: int, leads: set[int]) -> set[int]:
    """Return the leads that are judged: what an erased one did is frozen as it stood."""
    condition, parameter = among("number", leads)
    erased = fetch(
        "SELECT number FROM ledger_lead"
        f" WHERE workspace_id = %s AND erased_at IS NOT NULL AND {condition}",
        (workspace_id, parameter),
    )
    return leads - {row[0] for row in erased}


def lock(workspace_id: int, leads: set[int]) -> None:
    """Let nobody else judge these leads until this transaction ends.

    In order (a function's rows come in that of its array), so that no worker waits for one that
    waits for it.
    """
    fetch(
        "SELECT pg_advisory_xact_lock(%s::int, lead) FROM unnest(%s::int[]) AS lead",
        (workspace_id, sorted(leads)),
    )


def _unmark(marks: list[int]) -> None:
    if marks:
        condition, parameter = among("id", marks)
        execute(f"DELETE FROM judging_mark WHERE {condition}", (parameter,))
