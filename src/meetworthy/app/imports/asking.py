"""Asking for the import of a folder: anew, or to go on with the one that did not finish."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from meetworthy.app.people.models import User, Workspace

from .fingerprint import fingerprint_of
from .jobs import UNFINISHED, cancel, create_job
from .lease import take
from .models import Job
from .run import work_on
from .staging import Seen

LOOK_SECONDS = 0.3
"""How often one looks at a job that another process works on; chosen by eye."""


class Ask(StrEnum):
    """What asking led to."""

    NEW = "new"
    CONTINUES = "continues"
    KNOWN = "known"  # the same folder with the same content is in the ledger


@dataclass(frozen=True, slots=True)
class Asked:
    """The job of a folder, and whether it is new, goes on, or was done before."""

    job: Job
    how: Ask


def ask_for(*, workspace: Workspace, folder: Path, by: User | None, at: int) -> Asked:
    """Ask for the import of a folder where it lies.

    One of the same folder that did not finish goes on, unless its files have changed since:
    then it is cancelled and a new one takes its place.  One that is done and whose files are
    still the same is left as it is.
    """
    folder = folder.resolve()
    fingerprint = fingerprint_of(folder)
    same = Job.objects.filter(workspace=workspace, folder=str(folder))
    open_ = same.filter(state__in=UNFINISHED).order_by("-asked_at").first()
    if open_ is not None and open_.fingerprint in ("", fingerprint):
        return Asked(open_, Ask.CONTINUES)
    if open_ is not None:
        cancel(job=open_, by=by, at=at)
    done = same.filter(state=Job.State.DONE, fingerprint=fingerprint).first()
    if done is not None and fingerprint:
        return Asked(done, Ask.KNOWN)
    job = create_job(workspace=workspace, folder=folder, name=folder.name, by=by, at=at)
    return Asked(job, Ask.NEW)


def finish(job: Job, *, clock: Callable[[], int], seen: Seen) -> Job:
    """Work on a job until it is finished, or watch while another process does; returns it."""
    while True:
        held = take(at=clock(), only=job.pk)
        if held is not None:
            work_on(held, clock=clock, seen=seen)
        job.refresh_from_db()
        if job.state not in UNFINISHED:
            return job
        if held is None:
            seen(job.doing or "waiting for another process", job.share)
            time.sleep(LOOK_SECONDS)
