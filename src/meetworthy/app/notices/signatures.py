"""Telling the other team that a definition waits for its signature: once one team has signed."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from meetworthy.app.definitions.signatures import TEAMS
from meetworthy.app.ledger.sql import fetch
from meetworthy.app.people.abilities import MAY
from meetworthy.app.people.models import Role

from .choices import chosen_by
from .keeping import due_at, keep, new_notice, tell
from .kinds import Kind
from .models import Signature
from .scene import scene_of
from .whom import Hears

# Drafts that one team has signed as they are, and another has not.
_WAITING = """
select v.workspace_id, v.uuid, v.number, v.hash, s.team
from definitions_version v
join definitions_signoff s on s.version_id = v.id and s.hash = v.hash
where v.state = 'draft' and v.hash <> '' and not exists (
    select 1 from definitions_signoff o
    where o.version_id = v.id and o.hash = v.hash and o.team <> s.team
) and not exists (
    select 1 from notices_signature n where n.version = v.uuid and n.hash = v.hash
)
"""


def sign_once(*, at: int) -> int:
    """Tell who may sign for the team that has not; returns how many versions were looked at."""
    rows = fetch(_WAITING)
    for row in rows:
        with transaction.atomic():
            _ask(*row, at=at)
    return len(rows)


def _ask(
    workspace_id: int, version: UUID | str, number: int, text: str, signed: str, *, at: int
) -> None:
    """Ask the other team for its signature, once for a version as it reads."""
    _, is_new = Signature.objects.get_or_create(version=version, hash=text)
    if not is_new:
        return
    team = next(each for each in TEAMS if each != signed)
    scene = scene_of(workspace_id, [], at=at)
    people = scene.of_role({role.value for role in Role if TEAMS[team] in MAY[role]})
    chosen = chosen_by(workspace_id, {person: scene.members[person] for person in people})
    made = []
    for person in people:
        way = chosen[person].way(Kind.SIGN)
        made.append(
            new_notice(
                scene,
                Hears(person, Kind.SIGN, team),
                way,
                due_at=due_at(scene, person, chosen[person], way),
                key=f"sign:{version}:{text}",
                what={"kind": "sign", "number": number, "team": team},
                at=at,
            )
        )
    tell(scene, keep(workspace_id, made), at=at)
