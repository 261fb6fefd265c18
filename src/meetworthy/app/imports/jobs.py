"""The life of an import: asked for, started, cancelled."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.db import transaction

from meetworthy.app.ids import new_id
from meetworthy.app.operate.wake import wake
from meetworthy.app.people.deeds import record
from meetworthy.app.people.models import User, Workspace
from meetworthy.model.time import moment_of

from .models import Job
from .staging import forget
from .uploaded import clear_upload

UNFINISHED = (Job.State.PROPOSED, Job.State.WAITING, Job.State.RUNNING)

LONGEST_NAME = 200


@transaction.atomic
def create_job(
    *,
    workspace: Workspace,
    folder: Path,
    name: str,
    by: User | None,
    at: int,
    state: Job.State = Job.State.WAITING,
    uuid: UUID | None = None,
    problems: list[dict[str, object]] | None = None,
) -> Job:
    """Ask for the import of a folder; ``by`` None is the command line."""
    job = Job.objects.create(
        uuid=uuid or new_id(),
        problems=problems or [],
        workspace=workspace,
        name=name[:LONGEST_NAME],
        folder=str(folder),
        state=state,
        by=by,
        asked_at=moment_of(at),
    )
    record(workspace, "import asked for", job.name, by=by, at=moment_of(at))
    transaction.on_commit(lambda: wake("imports"))
    return job


@transaction.atomic
def start(*, job: Job, by: User | None, at: int) -> bool:
    """Start an import whose mapping somebody has looked at, or mended after it was refused.

    Says whether it was not under way already.
    """
    resting = Job.objects.filter(pk=job.pk, state__in=(Job.State.PROPOSED, Job.State.REFUSED))
    started = resting.update(state=Job.State.WAITING, done_at=None, share=0, fingerprint="")
    if started:
        record(job.workspace, "import started", job.name, by=by, at=moment_of(at))
        transaction.on_commit(lambda: wake("imports"))
    return bool(started)


@transaction.atomic
def cancel(*, job: Job, by: User | None, at: int) -> bool:
    """Cancel an import that is not finished; what it has taken stays, as all facts do.

    Says whether it was still under way.
    """
    cancelled = Job.objects.filter(pk=job.pk, state__in=UNFINISHED).update(
        state=Job.State.CANCELLED, done_at=moment_of(at), doing=""
    )
    if cancelled:
        record(job.workspace, "import cancelled", job.name, by=by, at=moment_of(at))
        transaction.on_commit(lambda: _clear(job))
    return bool(cancelled)


def _clear(job: Job) -> None:
    forget(str(job.uuid))
    clear_upload(job)
