"""Notices: who was told of what and how, and what each person chose."""

from __future__ import annotations

import uuid
from typing import Literal
from zoneinfo import ZoneInfo

from ninja import Query, Router, Schema
from pydantic import Field

from meetworthy.app.api import cursors
from meetworthy.app.api.endpoint import Call, endpoint
from meetworthy.app.api.values import Asked, Ever, Instant, Line, Listed
from meetworthy.app.notices.choices import choose, chosen_by
from meetworthy.app.notices.kinds import Kind, Way
from meetworthy.app.notices.models import Notice
from meetworthy.app.notices.telling import Told, shown
from meetworthy.app.people.access import Ability
from meetworthy.app.people.members import members_of
from meetworthy.app.people.refusals import refuse

router = Router(tags=["notices"])


class NoticesAsked(Listed):
    """Which notices are wanted."""

    person: Line = Field("", description="An address.", examples=["ulla@northwind.example"])
    kind: Literal["", *list(Kind)] = ""  # type: ignore[valid-type]  # a choice of the kinds
    state: Literal["", "waiting", "told", "dropped"] = ""


class NoticeOut(Schema):
    """That somebody was, or is to be, told of something."""

    id: uuid.UUID
    person: str
    why: str = Field(description="Why they: owner, manager, admin, a role …")
    kind: str
    text: str
    lead: uuid.UUID | None
    at: Instant = Field(description="Of what it tells.")
    way: str
    state: str
    told_at: Ever


class NoticePage(Schema):
    """Some notices, latest first."""

    items: list[NoticeOut]
    next: str | None


class ChoicesAsked(Asked):
    """Whose choices are wanted."""

    person: Line = Field(min_length=3)


class ChoicesOut(Schema):
    """How somebody hears of each kind."""

    person: str
    ways: dict[str, str]
    digest_hour: int = Field(description="By their own clock.")
    has_chat: bool


class NewChoices(Asked):
    """What somebody is to hear of and how; what is not named stays as it is."""

    person: Line = Field(min_length=3)
    ways: dict[Kind, Way] = Field(default_factory=dict)
    digest_hour: int | None = Field(None, ge=0, le=23)
    chat_url: Line | None = Field(
        None, description="An incoming webhook as Slack makes it; empty to have none any more."
    )


@endpoint(router, "GET", "/notices", needs=Ability.SEE, gives=NoticePage)
def list_notices(call: Call, asked: Query[NoticesAsked]) -> NoticePage:
    """This will list who was told of what, and how, latest recorded first."""
    said = {name: getattr(asked, name) for name in ("kind", "state") if getattr(asked, name)}
    rows = Notice.objects.filter(workspace=call.workspace, **said).select_related("bundle")
    if asked.person:
        rows = rows.filter(person=asked.person.lower())
    place = cursors.place_of("notices", call.workspace.pk, asked)
    items, more = cursors.newest_first(rows, asked, place, by="recorded_at")
    told = shown(call.workspace, items, ZoneInfo(call.workspace.zone))
    ways = {row.uuid: row.way for row in items}
    return NoticePage(items=[_out(each, ways[each.uuid]) for each in told], next=more)


@endpoint(router, "GET", "/notices/choices", needs=Ability.SEE, gives=ChoicesOut, also=(422,))
def see_choices(call: Call, asked: Query[ChoicesAsked]) -> ChoicesOut:
    """This will return how a member hears of each kind."""
    return _choices(call, asked.person.lower())


@endpoint(router, "PUT", "/notices/choices", needs=Ability.MANAGE_DATA, gives=ChoicesOut)
def set_choices(call: Call, said: NewChoices) -> ChoicesOut:
    """This will let a member hear of kinds in these ways from now on."""
    person = said.person.lower()
    _role(call, person)
    choose(
        call.workspace,
        person,
        ways=said.ways,
        digest_hour=said.digest_hour,
        chat_url=said.chat_url,
    )
    return _choices(call, person)


def _choices(call: Call, person: str) -> ChoicesOut:
    chosen = chosen_by(call.workspace.pk, {person: _role(call, person)})[person]
    return ChoicesOut(
        person=person,
        ways={kind.value: chosen.way(kind).value for kind in Kind},
        digest_hour=chosen.digest_hour,
        has_chat=chosen.chat is not None,
    )


def _role(call: Call, person: str) -> str:
    """Return a member's role; raises Refused for whoever is none."""
    roles = {each.user.email.lower(): str(each.role) for each in members_of(call.workspace)}
    if person not in roles:
        refuse("no_member", "person", f"{person} is not in this workspace.", "Invite them.")
    return roles[person]


def _out(told: Told, way: str) -> NoticeOut:
    names = ("person", "why", "kind", "text", "lead", "at", "state", "told_at")
    return NoticeOut(id=told.uuid, way=way, **{name: getattr(told, name) for name in names})
