"""Judging every lead of a workspace at once: the engine for the many, over the ledger's export.

What the engine says is written by the same functions as the worker's judgements, for leads of
whom nothing new was told; the others, and those with something that the engine has no column
for (clocks that run, warnings, a score that will fall under its threshold), are reckoned one by
one as the worker does.  Chunk by chunk, each in a transaction: killed anywhere, what is left is
done again, and nothing is recorded twice.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
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
from .bulk_plain import Found, plain_of
from .effects import causes_of
from .interpreters import interpreter_for
from .reckon import Reckoned, reckon
from .store import forget, store
from .work import judgeable, lock

CHUNK = 1_000
"""Leads of one transaction; chosen by eye: ingestion waits less than a second for it."""

LEASE = 10 * MINUTE
"""A sweep that said nothing for so long is taken up by somebody else; chosen by eye."""


def once(*, at: int) -> int:
    """Do the sweep that is due first, where there is one; returns how many leads were judged."""
    taken = _claim(at)
    if taken is None:
        return 0
    number, workspace_id = taken
    done = judge_all(workspace_id, at=at, sweep=number)
    execute("DELETE FROM judging_sweep WHERE id = %s", (number,))
    return max(1, done)


def judge_all(workspace_id: int, *, at: int, sweep: int | None = None) -> int:
    """Judge all leads of a workspace as of an instant; returns how many.

    Stops where the versions change meanwhile: whoever changed them has asked for a sweep of
    their own, and what these would have caused must not fire.
    """
    top = fetch("SELECT coalesce(max(id), 0) FROM judging_mark")[0][0]
    timeline, folder = timeline_of(workspace_id), export_folder(workspace_id)
    exported = export(workspace_id, folder, at=at, timeline=timeline)
    with reading(folder) as dataset:
        judged = judge(dataset, timeline, at=at)
        known = known_of(workspace_id, dataset, at=at, top=top)
    found = Found(judged, timeline, at=at, through=exported.through)
    job = _Job(workspace_id, at, top, found, known, started=time.monotonic_ns())
    leads = sorted(found.leads | known.leads)
    done = 0
    for start in range(0, len(leads), CHUNK):
        part = job.run(set(leads[start : start + CHUNK]))
        if part is None:
            break
        done += part
        job.say_alive(sweep)
    return done


@dataclass(frozen=True, slots=True)
class _Job:
    """One sweep under way."""

    workspace_id: int
    at: int
    top: int  # the last mark that there was before the export
    found: Found
    known: Known
    started: int

    def run(self, leads: set[int]) -> int | None:
        """Judge a chunk and write all that follows; None where the versions are others now."""
        mine = judgeable(self.workspace_id, leads)
        with transaction.atomic():
            if is_postgresql():
                lock(self.workspace_id, mine)
            if timeline_of(self.workspace_id) != self.found.timeline:
                return None
            judged = self._judged(mine)
            gone = mine - {one.lead for one in judged}
            live = Workspace.objects.values_list("live_since", flat=True).get(pk=self.workspace_id)
            told = store(self.workspace_id, judged, live_since=live, now=self.at)
            forget(self.workspace_id, gone)
            enqueue(self.workspace_id, told, at=self.at)
            self._unmark(leads)
        return len(judged)

    def _judged(self, leads: set[int]) -> list[Reckoned]:
        plain = list(self._plain(leads))
        hard = leads - {one.lead for one in plain}
        if not hard:
            return plain
        interpreter = interpreter_for(self.workspace_id)
        return plain + reckon(self.workspace_id, interpreter, hard, at=self.at)

    def _plain(self, leads: set[int]) -> Iterator[Reckoned]:
        """Yield the leads of whom the engine has said all, and nothing new is to be recorded."""
        fresh = leads - self.known.changed
        recorded = _recorded(self.workspace_id, fresh)
        for one in plain_of(self.workspace_id, self.found, fresh):
            if {cause.key for cause in causes_of(one)} <= recorded.get(one.lead, set()):
                yield one

    def _unmark(self, leads: set[int]) -> None:
        """Delete the marks of these leads that were there before the export."""
        condition, parameter = among("lead", leads)
        execute(
            f"DELETE FROM judging_mark WHERE workspace_id = %s AND id <= %s AND {condition}",
            (self.workspace_id, self.top, parameter),
        )

    def say_alive(self, sweep: int | None) -> None:
        """Say that the sweep is under way."""
        if sweep is not None:
            now = self.at + (time.monotonic_ns() - self.started) // 1000
            execute("UPDATE judging_sweep SET alive_at = %s WHERE id = %s", (now, sweep))


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
