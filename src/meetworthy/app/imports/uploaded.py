"""Where uploaded files lie, and when they go: they hold people's data in the clear."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from django.conf import settings

from meetworthy.app.people.models import Workspace
from meetworthy.facts.mapping import MAPPING_FILE
from meetworthy.model.problem import Problem

from .models import Job


def uploads_of(workspace: Workspace) -> Path:
    """Return the folder below the data folder that holds a workspace's uploads."""
    return Path(settings.DATA_FOLDER) / "uploads" / str(workspace.uuid)


def is_uploaded(job: Job) -> bool:
    """Say whether a job's files were sent from a page, and so are the service's to change."""
    return Path(job.folder).is_relative_to(uploads_of(job.workspace))


def placed_inside(folder: Path, problems: Iterable[Problem]) -> list[Problem]:
    """Return problems with their files named from the folder on: where it lies helps nobody."""
    start = str(folder)
    return [
        replace(
            each, place=replace(each.place, file=each.place.file[len(start) :].strip("/") or ".")
        )
        if each.place.file.startswith(start)
        else each
        for each in problems
    ]


def clear_upload(job: Job) -> None:
    """Delete the files of an import that has ended, except its mapping.

    What they said is sealed in the ledger; left here it would outlive an erasure.  Folders that
    are not the service's own are left alone.
    """
    if not is_uploaded(job) or not Path(job.folder).is_dir():
        return
    for path in Path(job.folder).iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name != MAPPING_FILE:
            path.unlink(missing_ok=True)
