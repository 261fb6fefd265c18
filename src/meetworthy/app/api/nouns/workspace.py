"""The workspace that the key belongs to, and what the key may do there."""

from __future__ import annotations

import uuid

from ninja import Router, Schema

from meetworthy.app.api.endpoint import Call, endpoint
from meetworthy.app.api.values import Ever, Instant
from meetworthy.app.people.access import Ability
from meetworthy.model.time import moment_of

router = Router(tags=["workspace"])


class WorkspaceOut(Schema):
    """A workspace: its name, its zone, and since when it is live."""

    id: uuid.UUID
    slug: str
    name: str
    zone: str
    created_at: Instant
    live_since: Ever
    key: str
    scopes: list[Ability]


@endpoint(router, "GET", "/workspace", needs=Ability.SEE, gives=WorkspaceOut)
def see_workspace(call: Call) -> WorkspaceOut:
    """This will say which workspace the key opens, and which scopes it has."""
    workspace = call.workspace
    assert call.access.key is not None
    return WorkspaceOut(
        id=workspace.uuid,
        slug=workspace.slug,
        name=workspace.name,
        zone=workspace.zone,
        created_at=workspace.created_at,
        live_since=None if workspace.live_since is None else moment_of(workspace.live_since),
        key=call.access.key.name,
        scopes=sorted(call.access.scopes),
    )
