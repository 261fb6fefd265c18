"""Dry runs: what a version would change and for whom, reckoned in the background.

The ledger is exported, the engine judges it twice, and what differs is kept.  Nothing that is
written here is judged by, told to anybody, or counted; a person looks at it, then activates.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import structlog
from django.db.models import Q

from meetworthy.app.ledger.export import export, fits, reading
from meetworthy.app.ledger.export_place import export_folder
from meetworthy.app.people.models import Workspace
from meetworthy.definition.language import Timeline
from meetworthy.judge.run import judge
from meetworthy.model.dataset import Dataset
from meetworthy.model.problem import Refused
from meetworthy.model.time import moment_of

from .comparing import compare_judged
from .models import DryRun
from .timeline import timeline_of

LEASE = timedelta(minutes=15)
"""A dry run that said nothing for so long is taken up by somebody else; chosen by eye."""

log = structlog.get_logger(__name__)


def once(*, at: int) -> int:
    """Do the dry run that was asked for first, where there is one; returns how many."""
    taken = _claim(moment_of(at))
    if taken is None:
        return 0
    try:
        _run(taken, at)
    except Exception as error:
        log.exception("dry run failed", dry_run=str(taken.uuid))
        said = str(error) if isinstance(error, Refused) else type(error).__name__
        _finish(taken, DryRun.State.FAILED, at, error=said)
    return 1


def _claim(now: datetime) -> DryRun | None:
    waiting = Q(state=DryRun.State.WAITING)
    left = Q(state=DryRun.State.RUNNING, alive_at__lt=now - LEASE)
    found = DryRun.objects.filter(waiting | left).order_by("asked_at", "pk").first()
    if found is None:
        return None
    unchanged = DryRun.objects.filter(pk=found.pk, state=found.state, alive_at=found.alive_at)
    if not unchanged.update(state=DryRun.State.RUNNING, alive_at=now):
        return None  # somebody else was quicker
    return DryRun.objects.select_related("version__workspace").get(pk=found.pk)


def _run(taken: DryRun, at: int) -> None:
    version = taken.version
    workspace = version.workspace
    if version.hash != taken.hash:
        _finish(taken, DryRun.State.FAILED, at, error="The text was changed since; ask again.")
        return
    before, after = timeline_of(workspace.pk), timeline_of(workspace.pk, with_version=version)
    as_of = max(at, version.in_force or at)
    with _exported(workspace, before, after, at) as (dataset, through):
        old = judge(dataset, before, at=as_of)
        DryRun.objects.filter(pk=taken.pk).update(alive_at=moment_of(at))
        new = judge(dataset, after, at=as_of)
    result = compare_judged(workspace, old, new, after=after, as_of=as_of, now=at)
    _finish(taken, DryRun.State.DONE, at, through=through, result=result)


@contextmanager
def _exported(
    workspace: Workspace, before: Timeline, after: Timeline, at: int
) -> Iterator[tuple[Dataset, int]]:
    """Yield an export with all that both timelines ask for, and its last fact's number.

    The workspace's own where it has all of it; else one that is thrown away, because a draft
    must not unseal more than what is in force does.
    """
    own = export_folder(workspace.pk)
    asks_no_more = fits(before, after)
    folder = own if asks_no_more else export_folder(workspace.pk, "dry-run")
    try:
        done = export(workspace.pk, folder, at=at, timeline=before if asks_no_more else after)
        with reading(folder) as dataset:
            yield dataset, done.through
    finally:
        if not asks_no_more:
            shutil.rmtree(folder, ignore_errors=True)


def _finish(
    taken: DryRun,
    state: DryRun.State,
    at: int,
    *,
    error: str = "",
    through: int | None = None,
    result: object = None,
) -> None:
    DryRun.objects.filter(pk=taken.pk, state=DryRun.State.RUNNING).update(
        state=state, done_at=moment_of(at), error=error, through=through, result=result
    )
