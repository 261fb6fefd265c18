"""Sources: the systems that send facts, their names and keys."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from ninja import Query, Router, Schema
from pydantic import Field

from meetworthy.app.api import cursors
from meetworthy.app.api.endpoint import Call, endpoint
from meetworthy.app.api.values import LONGEST_LINE, Asked, Instant, Line, Listed
from meetworthy.app.definitions.timeline import timeline_of
from meetworthy.app.ingest import keeping
from meetworthy.app.ingest.models import SIGNED, Source
from meetworthy.app.ledger.append import OWN_SENDER
from meetworthy.app.people.access import Ability
from meetworthy.app.people.refusals import refuse

from .found import found

router = Router(tags=["sources"])

_Names = Annotated[
    dict[str, str],
    Field(
        max_length=1_000,
        description="Which kind of fact each event name means; an empty kind: no fact.",
        examples=[{"Signed Up": "trial.started"}],
    ),
]


class Form(StrEnum):
    """What a source speaks."""

    SEGMENT = "segment"
    JSON = "json"
    WEBHOOK = "webhook"
    CALCOM = "calcom"
    CALENDLY = "calendly"
    CALENDAR = "calendar"


class SourceOut(Schema):
    """A source, without its secrets."""

    id: uuid.UUID
    name: str
    sender: str = Field(description="What its facts are named by, for ever.")
    form: str
    public: bool = Field(description="Its key stands in a web page, so it tells no decisions.")
    names: dict[str, str]
    per_second: int
    created_at: Instant
    disabled_at: Instant | None


class SourceSecret(Schema):
    """A source with the key (or, of webhooks, the secret) that is shown this once."""

    source: SourceOut
    key: str | None
    secret: str | None


class SourcePage(Schema):
    """Some sources, latest first."""

    items: list[SourceOut]
    next: str | None


class NewSource(Asked):
    """A source to be made."""

    name: Line = Field(min_length=1, max_length=100)
    sender: str = Field(
        pattern=r"^[a-z0-9][a-z0-9_.-]{0,99}$",
        description="A word for ever; facts of the same sender and id are the same.",
    )
    form: Form
    public: bool = False
    names: _Names = Field(default_factory=dict)


class Names(Asked):
    """Which kind of fact each event name means."""

    names: _Names


@endpoint(router, "GET", "/sources", needs=Ability.SEE, gives=SourcePage)
def list_sources(call: Call, asked: Query[Listed]) -> SourcePage:
    """This will list the systems that send facts, disabled ones among them."""
    rows = Source.objects.filter(workspace=call.workspace)
    place = cursors.place_of("sources", call.workspace.pk, asked)
    items, more = cursors.newest_first(rows, asked, place)
    return SourcePage(items=[_out(row) for row in items], next=more)


@endpoint(router, "GET", "/sources/{uuid:source}", needs=Ability.SEE, gives=SourceOut)
def see_source(call: Call, source: uuid.UUID) -> SourceOut:
    """This will return one source."""
    return _out(found(Source.objects.all(), call, source))


@endpoint(router, "POST", "/sources", needs=Ability.MANAGE_DATA, gives=SourceSecret, status=201)
def create_source(call: Call, said: NewSource) -> SourceSecret:
    """This will make a source; its key is in the answer, and nowhere else."""
    _check_names(call, said.names)
    _check_sender(call, said.sender)
    made = keeping.create_source(
        workspace=call.workspace,
        name=said.name,
        sender=said.sender,
        form=Source.Form(said.form.value),
        public=said.public,
        names=said.names,
        by=call.by,
        at=call.moment,
    )
    return _secret(made)


@endpoint(router, "PUT", "/sources/{uuid:source}/names", needs=Ability.MANAGE_DATA, gives=SourceOut)
def map_source(call: Call, source: uuid.UUID, said: Names) -> SourceOut:
    """This will say which kind of fact each event name of a source means."""
    row = found(Source.objects.all(), call, source)
    _check_names(call, said.names)
    keeping.map_names(source=row, names=said.names, by=call.by, at=call.moment)
    return _out(row)


@endpoint(
    router,
    "POST",
    "/sources/{uuid:source}/rotate",
    needs=Ability.MANAGE_DATA,
    gives=SourceSecret,
)
def rotate_source(call: Call, source: uuid.UUID) -> SourceSecret:
    """This will give a source another key; of a webhook another secret, the old one holds on."""
    row = found(Source.objects.all(), call, source)
    return _secret(keeping.rotate(source=row, by=call.by, at=call.moment))


@endpoint(
    router, "POST", "/sources/{uuid:source}/disable", needs=Ability.MANAGE_DATA, gives=SourceOut
)
def disable_source(call: Call, source: uuid.UUID) -> SourceOut:
    """This will take nothing from a source any more; what it sent stays."""
    row = found(Source.objects.all(), call, source)
    if row.disabled_at is None:
        keeping.disable(source=row, by=call.by, at=call.moment)
    return _out(row)


def _check_sender(call: Call, sender: str) -> None:
    taken = Source.objects.filter(workspace=call.workspace, sender=sender).exists()
    if taken or sender == OWN_SENDER:
        cause = f"Facts of `{sender}` are another's."
        refuse("sender_taken", "body.sender", cause, "Choose another word.")


def _check_names(call: Call, names: Mapping[str, str]) -> None:
    kinds = timeline_of(call.workspace.pk)[-1].kinds
    unfit = [name for name in names if not 0 < len(name) <= LONGEST_LINE or "\0" in name]
    if unfit:
        cause = f"An event's name has 1 to {LONGEST_LINE} characters, and no NUL."
        refuse("name_unfit", "body.names", cause, "Send the name as the source does.")
    unknown = sorted({kind for kind in names.values() if kind and kind not in kinds})
    if unknown:
        cause = f"There is no kind of fact `{unknown[0]}`."
        remedy = "docs/reference/facts.md lists the kinds; a definition may add others."
        refuse("kind_unknown", "body.names", cause, remedy)


def _out(row: Source) -> SourceOut:
    said = ("name", "sender", "form", "public", "names", "per_second", "created_at", "disabled_at")
    return SourceOut(id=row.uuid, **{name: getattr(row, name) for name in said})


def _secret(row: Source) -> SourceSecret:
    is_signed = row.form in SIGNED
    return SourceSecret(
        source=_out(row),
        key=None if is_signed else row.key,
        secret=row.secrets[0] if is_signed else None,
    )
