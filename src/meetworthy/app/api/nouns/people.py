"""The people of the workspace, to be read: only people manage people."""

from __future__ import annotations

import uuid

from ninja import Router, Schema

from meetworthy.app.api.endpoint import Call, endpoint
from meetworthy.app.api.values import Instant
from meetworthy.app.people.access import Ability
from meetworthy.app.people.members import members_of
from meetworthy.app.people.models import Role

router = Router(tags=["people"])


class MemberOut(Schema):
    """Somebody, what they are here, and since when."""

    id: uuid.UUID
    email: str
    name: str
    role: Role
    since: Instant


class People(Schema):
    """The present members, by name, all of them."""

    items: list[MemberOut]


@endpoint(router, "GET", "/people", needs=Ability.SEE, gives=People)
def list_people(call: Call) -> People:
    """This will list who is in the workspace as what."""
    return People(
        items=[
            MemberOut(
                id=held.user.uuid,
                email=held.user.email,
                name=held.user.name,
                role=Role(held.role),
                since=held.since,
            )
            for held in members_of(call.workspace)
        ]
    )
