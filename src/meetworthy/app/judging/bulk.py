"""Judging every lead of a workspace at once: the engine for the many, over the ledger's export.

What the engine says is written by the same functions as the worker's judgements.  Leads with
something that it has no column for (clocks, warnings, a score that will fall under its
threshold) are judged one by one as the worker does; of those of whom something new was told the
facts are loaded, but not judged again.  Chunk by chunk, each in a transaction: killed anywhere,
what is left is done again, and nothing is recorded twice.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction

from meetworthy.app.definitions.timeline import timeline_of
from meetworthy.app.ledger.export import export, reading
from meetworthy.app.ledger.export_place import export_folder
from meetworthy.app.ledger.sql import among, execute, fetch, is_postgresql
from meetworthy.app.outbox.enqueue import enqueue
from meetworthy.app.people.models import Workspace
from meetworthy.judge.run import judge
from meetworthy.model.time import MINUTE

from .bulk_known import Known, known_of
from .bulk_plain import Found, given_of, plain_of
from .causes import causes_of
from .interpreters import interpreter_for
from .reckon import Reckoned, reckon
from .store import forget, store
from .work import judgeable, lock

CHUNK = 1_000
"""Leads of one transaction; chosen by eye: ingestion waits less than a second for it."""

MANY = 20_000
"""Marks from which the engine helps the workers; chosen by eye: some half a minute of theirs."""

LEASE = 10 * MINUTE
"""A sweep that said nothing for so long is taken up by somebody else; chosen by eye."""


def once(*, at: int) -> int:
    """Do the sweep that is due first, or help where very many leads wait; returns how many."""
    taken = _claim(at)
    if taken is None:
        crowded = _crowded()
        return 0 if crowded is None else judge_all(crowded, at=at, only_marked=True)
    number, workspace_id = taken
    done = judge_all(workspace_id, at=at, sweep=number)
    execute("DELETE FROM judging_sweep WHERE id = %s", (number,))
    return max(1, done)


def judge_all(
    workspace_id: int, *, at: int, sweep: int | None = None, only_marked: bool = False
) -> int:
    """Judge all leads of a workspace, or all that are marked, as of an instant; returns how many.

    Stops where the versions change meanwhile: whoever changed them has asked for a sweep of
    their own, and what these would have caused must not fire.
    """
    top = fetch("SELECT coalesce(max(id), 0) FROM judging_mark")[0][0]
    at = _never_back(workspace_id, at)
    timeline, folder = timeline_of(workspace_id), export_folder(workspace_id)
    exported = export(workspace_id, folder, at=at, timeline=timeline)
    with reading(folder) as dataset:
        judged = judge(dataset, timeline, at=at)
        known = known_of(workspace_id, dataset, timeline, at=at, top=top)
    found = Found(judged, timeline, at=at, through=exported.through)
    job = _Job(workspace_id, at, top, found, known, only_marked, time.monotonic_ns())
    wanted = known.marked if only_marked else found.leads | known.standing | known.marked
    leads = sorted(wanted, reverse=True)  # the worker comes from the other end
    done = 0
    for start in range(0, len(leads), CHUNK):
        part = job.run(set(leads[start : start + CHUNK]))
        if part is None:
            break
        done += part
        job.say_alive(sweep)
    return done


def _never_back(workspace_id: int, at: int) -> int:
    """Return the instant to judge at: as the worker's, never before what was told or judged."""
    (known,) = fetch(
        "SELECT (SELECT recorded_at FROM ledger_head WHERE workspace_id = %s),"
        " (SELECT max(judged_at) FROM judging_state WHERE workspace_id = %s)",
        (workspace_id, workspace_id),
    )
    return max(at, *(each or 0 for each in known))


def _crowded() -> int | None:
    """Return the workspace with the oldest mark, where very many leads wait."""
    rows = fetch(
        "SELECT (SELECT workspace_id FROM judging_mark ORDER BY id LIMIT 1)"
        " WHERE (SELECT count(*) FROM (SELECT 1 FROM judging_mark LIMIT %s) AS few) >= %s",
        (MANY, MANY),
    )
    return rows[0][0] if rows else None


@dataclass(frozen=True, slots=True)
class _Job:
    """One sweep under way."""

    workspace_id: int
    at: int
    top: int  # the last mark that there was before the export
    found: Found
    known: Known
    only_marked: bool
    started: int

    def run(self, leads: set[int]) -> int | None:
        """Judge a chunk and write all that follows; None where the versions are others now."""
        mine = judgeable(self.workspace_id, leads)
        with _held(self.workspace_id, mine):
            if self._is_over():
                return None
            mine -= _judged_since(self.workspace_id, mine, self.at)
            if self.only_marked:  # the worker has judged the others meanwhile
                mine &= _still_marked(self.workspace_id, mine, self.top)
            judged = self._judged(mine)
            with transaction.atomic():
                if self._is_over():
                    return None
                self._write(judged, mine)
                self._unmark(leads)
        return len(judged)

    def _is_over(self) -> bool:
        return timeline_of(self.workspace_id) != self.found.timeline

    def _write(self, judged: list[Reckoned], leads: set[int]) -> None:
        live = Workspace.objects.values_list("live_since", flat=True).get(pk=self.workspace_id)
        told = store(self.workspace_id, judged, live_since=live, now=self.at)
        forget(self.workspace_id, leads - {one.lead for one in judged})
        enqueue(self.workspace_id, told, at=self.at)

    def _judged(self, leads: set[int]) -> list[Reckoned]:
        plain = list(self._plain(leads))
        hard = leads - {one.lead for one in plain}
        if not hard:
            return plain
        interpreter = interpreter_for(self.workspace_id)
        given = given_of(self.found, hard - self.known.mistyped - self.known.started)
        return plain + reckon(self.workspace_id, interpreter, hard, at=self.at, given=given)

    def _plain(self, leads: set[int]) -> Iterator[Reckoned]:
        """Yield the leads of whom nothing new was told, and nothing is to be recorded."""
        known = self.known
        old = leads - known.marked - known.ahead - known.mistyped - known.started
        recorded = _recorded(self.workspace_id, old)
        for one in plain_of(self.workspace_id, self.found, old):
            if {cause.key for cause in causes_of(one)} <= recorded.get(one.lead, set()):
                yield one

    def _unmark(self, leads: set[int]) -> None:
        """Delete the marks of these leads that were there before the export."""
        condition, parameter = among("lead", leads)
        execute(
            "DELETE FROM judging_mark WHERE workspace_id = %s AND id <= %s"
            f" AND not_before <= %s AND {condition}",
            (self.workspace_id, self.top, self.at, parameter),
        )

    def say_alive(self, sweep: int | None) -> None:
        """Say that the sweep is under way."""
        if sweep is not None:
            now = self.at + (time.monotonic_ns() - self.started) // 1000
            execute("UPDATE judging_sweep SET alive_at = %s WHERE id = %s", (now, sweep))


@contextmanager
def _held(workspace_id: int, leads: set[int]) -> Iterator[None]:
    """On PostgreSQL let nobody else judge these leads; on SQLite let everybody else write."""
    if not is_postgresql():
        yield
        return
    with transaction.atomic():
        lock(workspace_id, leads)
        yield


def _claim(at: int) -> tuple[int, int] | None:
    """Take the sweep that is due first and that nobody does; return its number and workspace."""
    rows = fetch(
        "SELECT id, workspace_id, alive_at FROM judging_sweep WHERE due_at <= %s AND alive_at < %s"
        " ORDER BY due_at, id LIMIT 1",
        (at, at - LEASE),
    )
    for number, workspace_id, alive_at in rows:
        taken = execute(
            "UPDATE judging_sweep SET alive_at = %s WHERE id = %s AND alive_at = %s",
            (at, number, alive_at),
        )
        if taken:
            return number, workspace_id
    return None


def _judged_since(workspace_id: int, leads: set[int], at: int) -> set[int]:
    """Return the leads that the worker has judged since, by these versions and more facts."""
    condition, parameter = among("lead", leads)
    rows = fetch(
        "SELECT lead FROM judging_state"
        f" WHERE workspace_id = %s AND judged_at > %s AND {condition}",
        (workspace_id, at, parameter),
    )
    return {row[0] for row in rows}


def _still_marked(workspace_id: int, leads: set[int], top: int) -> set[int]:
    condition, parameter = among("lead", leads)
    rows = fetch(
        f"SELECT lead FROM judging_mark WHERE workspace_id = %s AND id <= %s AND {condition}",
        (workspace_id, top, parameter),
    )
    return {row[0] for row in rows}


def _recorded(workspace_id: int, leads: set[int]) -> dict[int, set[str]]:
    """Return the keys of the effects that were recorded of these leads."""
    condition, parameter = among("lead", leads)
    rows = fetch(
        f"SELECT lead, key FROM judging_effect WHERE workspace_id = %s AND {condition}",
        (workspace_id, parameter),
    )
    found: dict[int, set[str]] = {}
    for lead, key in rows:
        found.setdefault(lead, set()).add(key)
    return found
