"""Quarantine: what could not be taken, kept with its reason until it is mended or dropped."""

from __future__ import annotations

import uuid
from typing import Literal

from django.db.models import QuerySet
from ninja import Query, Router, Schema
from pydantic import Field

from meetworthy.app.api import cursors
from meetworthy.app.api.endpoint import Call, endpoint
from meetworthy.app.api.values import Asked, Document, Ever, Instant, Line, Listed
from meetworthy.app.imports.retake import drop, retake
from meetworthy.app.ingest.models import Quarantined
from meetworthy.app.people.access import Ability
from meetworthy.model.problem import Refused
from meetworthy.model.time import moment_of

from .found import found

router = Router(tags=["quarantine"])


class QuarantineAsked(Listed):
    """Which part of the quarantine is wanted."""

    state: Literal["", "open", "retaken", "dropped"] = "open"
    kind: Line = Field("", description="Of the problem.")
    sender: Line = ""


class QuarantinedOut(Schema):
    """Something that could not be taken: where it stood, what is wrong with it, what mends it."""

    id: uuid.UUID
    sender: str
    received_at: Instant
    place: str
    kind: str
    cause: str
    remedy: str
    times: int = Field(description="How often the same came.")
    state: str
    settled_at: Ever


class QuarantinedWhole(QuarantinedOut):
    """The same with its body, as it came."""

    body: str


class QuarantinePage(Schema):
    """Some of what could not be taken, latest first."""

    items: list[QuarantinedOut]
    next: str | None


@endpoint(router, "GET", "/quarantine", needs=Ability.MANAGE_DATA, gives=QuarantinePage)
def list_quarantine(call: Call, asked: Query[QuarantineAsked]) -> QuarantinePage:
    """This will list what could not be taken, open unless said otherwise."""
    names = ("state", "kind", "sender")
    said = {name: getattr(asked, name) for name in names if getattr(asked, name)}
    rows = Quarantined.objects.filter(workspace=call.workspace, **said)
    place = cursors.place_of("quarantine", call.workspace.pk, asked)
    items, more = cursors.newest_first(rows, asked, place, by="received_at")
    return QuarantinePage(items=[_out(row) for row in items], next=more)


@endpoint(
    router,
    "GET",
    "/quarantine/{uuid:quarantined}",
    needs=Ability.MANAGE_DATA,
    gives=QuarantinedWhole,
)
def see_quarantined(call: Call, quarantined: uuid.UUID) -> QuarantinedWhole:
    """This will return one thing that could not be taken, as it came."""
    row = found(Quarantined.objects.all(), call, quarantined)
    return QuarantinedWhole(body=row.body, **dict(_out(row)))


class Mended(Asked):
    """What is to be taken instead: JSON where JSON came, a line where a line of a file came."""

    body: Document


@endpoint(
    router,
    "POST",
    "/quarantine/{uuid:quarantined}/retake",
    needs=Ability.MANAGE_DATA,
    gives=QuarantinedOut,
)
def retake_quarantined(call: Call, quarantined: uuid.UUID, said: Mended) -> QuarantinedOut:
    """This will take a mended body in place of what was put aside; refused, nothing is written."""
    row = found(_open(), call, quarantined)
    problems = retake(
        workspace_id=call.workspace.pk, uuid=row.uuid, body=said.body, by=call.by, at=call.at
    )
    if problems:
        raise Refused(problems)
    row.refresh_from_db()
    return _out(row)


@endpoint(
    router,
    "POST",
    "/quarantine/{uuid:quarantined}/drop",
    needs=Ability.MANAGE_DATA,
    gives=QuarantinedOut,
)
def drop_quarantined(call: Call, quarantined: uuid.UUID) -> QuarantinedOut:
    """This will drop what was put aside: it stays to be seen, and is taken no more."""
    row = found(_open(), call, quarantined)
    drop(workspace_id=call.workspace.pk, uuid=row.uuid, by=call.by, at=call.at)
    row.refresh_from_db()
    return _out(row)


def _open() -> QuerySet[Quarantined]:
    return Quarantined.objects.filter(state=Quarantined.State.OPEN)


def _out(row: Quarantined) -> QuarantinedOut:
    names = ("sender", "place", "kind", "cause", "remedy", "times", "state")
    return QuarantinedOut(
        id=row.uuid,
        received_at=moment_of(row.received_at),
        settled_at=None if row.settled_at is None else moment_of(row.settled_at),
        **{name: getattr(row, name) for name in names},
    )
