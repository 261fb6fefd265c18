"""Who works on a job: at most one, known by the number of times that the job was taken.

Whoever takes a job counts its lease up by one, in one statement that compares and sets.  All
that is written afterwards names that number, so that a worker which was thought dead, and wakes,
writes nothing more.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import DatabaseError, InterfaceError
from django.db.models import F, Q

from meetworthy.model.time import MINUTE, moment_of

from .models import Job

SILENT = MINUTE
"""A running job that says nothing for so long has lost its worker; chosen by eye."""

ELSEWHERE = 10 * MINUTE
"""How long a job whose folder is not on this machine is left to another; chosen by eye."""


LONGEST_WHY = 500  # characters that are kept of what went wrong


class Lost(Exception):
    """The job was cancelled, or another worker has taken it over."""


@dataclass(slots=True)
class Held:
    """A job as its worker holds it; ``position`` is how many of its items are committed."""

    pk: int
    uuid: str
    workspace_id: int
    folder: Path
    lease: int
    position: int
    fingerprint: str

    def keep(self, *, at: int, **changes: Any) -> None:
        """Write something of the job and that it is alive; raises Lost where it is held no more."""
        mine = Job.objects.filter(pk=self.pk, lease=self.lease, state=Job.State.RUNNING)
        if not mine.update(alive_at=moment_of(at), **changes):
            raise Lost

    def fail(self, why: str, *, at: int) -> None:
        """Note that something went wrong; the job is free again when it has been silent."""
        with suppress(Lost, DatabaseError, InterfaceError):
            self.keep(at=at, doing=f"it is tried again: {why}"[:LONGEST_WHY])

    def let_go(self) -> None:
        """Let anybody go on at once."""
        Job.objects.filter(pk=self.pk, lease=self.lease, state=Job.State.RUNNING).update(
            alive_at=None
        )


def take(*, at: int, only: int | None = None) -> Held | None:
    """Take one job that waits or whose worker is silent; None where there is none.

    ``only`` is the key of the one that is meant.
    """
    free = _free(at)
    jobs = Job.objects.filter(free) if only is None else Job.objects.filter(free, pk=only)
    for job in jobs.order_by("asked_at", "pk"):
        if _may_be_elsewhere(job, at):
            continue
        taken = Job.objects.filter(free, pk=job.pk, lease=job.lease).update(
            state=Job.State.RUNNING, lease=F("lease") + 1, alive_at=moment_of(at)
        )
        if taken:
            return _held(job)
    return None


def _free(at: int) -> Q:
    # A time that lies ahead says that the clock was set back: then the lease alone protects.
    silent = (
        Q(alive_at=None)
        | Q(alive_at__lt=moment_of(at - SILENT))
        | Q(alive_at__gt=moment_of(at + SILENT))
    )
    return Q(state=Job.State.WAITING) | (Q(state=Job.State.RUNNING) & silent)


def _may_be_elsewhere(job: Job, at: int) -> bool:
    return not Path(job.folder).is_dir() and job.asked_at > moment_of(at - ELSEWHERE)


def _held(job: Job) -> Held:
    return Held(
        job.pk,
        str(job.uuid),
        job.workspace_id,
        Path(job.folder),
        job.lease + 1,
        job.position,
        job.fingerprint,
    )
