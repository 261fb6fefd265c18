"""Imports: files sent, a mapping looked at, started, watched, cancelled."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Annotated, Any

from django.conf import settings
from ninja import File, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from meetworthy.app.api import cursors
from meetworthy.app.api.endpoint import Call, endpoint
from meetworthy.app.api.problems import ProblemOut, out, stop
from meetworthy.app.api.reading import FORM
from meetworthy.app.api.values import Asked, Document, Instant, Listed
from meetworthy.app.imports import jobs, upload
from meetworthy.app.imports.models import Job
from meetworthy.app.imports.uploaded import is_uploaded
from meetworthy.app.people.access import Ability
from meetworthy.model.problem import Problem

from .found import found

router = Router(tags=["imports"])

_FORM_BYTES = 1_000_000
"""What a form adds to its files: names and borders."""


class ImportOut(Schema):
    """One import: how far it is, and what became of its rows."""

    id: uuid.UUID
    name: str
    state: str
    asked_at: Instant
    done_at: Instant | None
    doing: str
    share: float = Field(description="Of all of it, 0 to 1.")
    rows: int = Field(description="Settled: taken, known or put aside.")
    taken: int
    known: int
    quarantined: int
    problems: list[dict[str, Any]]


class ImportPage(Schema):
    """Some imports, latest first."""

    items: list[ImportOut]
    next: str | None


class MappingOut(Schema):
    """The mapping of an import (`sources.yaml`), and what is wrong with it."""

    text: str
    problems: list[ProblemOut]


class Mapping(Asked):
    """A mapping to be used."""

    text: Document


@endpoint(router, "GET", "/imports", needs=Ability.MANAGE_DATA, gives=ImportPage)
def list_imports(call: Call, asked: Query[Listed]) -> ImportPage:
    """This will list the imports, latest first."""
    rows = Job.objects.filter(workspace=call.workspace)
    place = cursors.place_of("imports", call.workspace.pk, asked)
    items, more = cursors.newest_first(rows, asked, place)
    return ImportPage(items=[_out(row) for row in items], next=more)


@endpoint(router, "GET", "/imports/{uuid:job}", needs=Ability.MANAGE_DATA, gives=ImportOut)
def see_import(call: Call, job: uuid.UUID) -> ImportOut:
    """This will say how far an import is."""
    return _out(found(Job.objects.all(), call, job))


@endpoint(
    router,
    "POST",
    "/imports",
    needs=Ability.MANAGE_DATA,
    gives=ImportOut,
    status=201,
    largest=settings.MOST_UPLOAD_BYTES + _FORM_BYTES,
    takes=FORM,
)
def upload_import(
    call: Call, files: Annotated[list[UploadedFile], File(min_length=1)]
) -> ImportOut:
    """This will receive tables, a mapping (`sources.yaml`), or zip files of them.

    With a mapping that can be taken it starts at once; else it is `proposed`: look at its
    mapping, mend it, and start it.
    """
    named = [(file.name or "", file) for file in files]
    return _out(
        upload.receive(
            workspace=call.workspace,
            files=((name, file.file) for name, file in named if file.file is not None),
            by=call.by,
            at=call.at,
        )
    )


@endpoint(router, "GET", "/imports/{uuid:job}/mapping", needs=Ability.MANAGE_DATA, gives=MappingOut)
def see_mapping(call: Call, job: uuid.UUID) -> MappingOut:
    """This will return the mapping that an import was sent with, or that was proposed for it."""
    row = _uploaded(call, job)
    problems = upload.problems_of(Path(row.folder))
    return _mapping(upload.mapping_of(row), problems)


@endpoint(router, "PUT", "/imports/{uuid:job}/mapping", needs=Ability.MANAGE_DATA, gives=MappingOut)
def change_mapping(call: Call, job: uuid.UUID, said: Mapping) -> MappingOut:
    """This will use another mapping for an import that has not started."""
    row = _uploaded(call, job)
    return _mapping(said.text, upload.change_mapping(job=row, text=said.text))


@endpoint(router, "POST", "/imports/{uuid:job}/start", needs=Ability.MANAGE_DATA, gives=ImportOut)
def start_import(call: Call, job: uuid.UUID) -> ImportOut:
    """This will start an import that was proposed; one that has started goes on."""
    row = found(Job.objects.all(), call, job)
    jobs.start(job=row, by=call.by, at=call.at)
    row.refresh_from_db()
    return _out(row)


@endpoint(router, "POST", "/imports/{uuid:job}/cancel", needs=Ability.MANAGE_DATA, gives=ImportOut)
def cancel_import(call: Call, job: uuid.UUID) -> ImportOut:
    """This will end an import that is not finished; what it has taken stays."""
    row = found(Job.objects.all(), call, job)
    jobs.cancel(job=row, by=call.by, at=call.at)
    row.refresh_from_db()
    return _out(row)


def _uploaded(call: Call, job: uuid.UUID) -> Job:
    row = found(Job.objects.all(), call, job)
    if not is_uploaded(row):
        cause = "The files of this import were not sent here: its mapping lies beside them."
        stop(404, "not_uploaded", "job", cause, "Look where the import was asked for.")
    return row


def _mapping(text: str, problems: list[Problem]) -> MappingOut:
    return MappingOut(text=text, problems=[out(problem) for problem in problems])


def _out(row: Job) -> ImportOut:
    names = (
        *("name", "state", "asked_at", "done_at", "doing", "share", "rows", "taken", "known"),
        *("quarantined", "problems"),
    )
    return ImportOut(id=row.uuid, **{name: getattr(row, name) for name in names})
