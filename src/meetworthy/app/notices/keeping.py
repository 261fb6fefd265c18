"""Keeping notices, each once for a person, and telling those that are told at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from meetworthy.app.ids import new_id
from meetworthy.app.ledger.sql import among, fetch
from meetworthy.app.operate.wake import wake

from .choices import Chosen
from .gathering import gather
from .kinds import Kind, Way
from .models import Notice
from .morning import calendar_of, next_morning
from .scene import Scene
from .whom import Hears


def new_notice(
    scene: Scene, each: Hears, way: Way, *, due_at: int, key: str, **more: Any
) -> Notice:
    """Return a notice that is not kept yet: one that is not wanted is recorded as such."""
    is_wanted = way is not Way.NEVER
    return Notice(
        uuid=new_id(),
        workspace_id=scene.workspace_id,
        person=each.person,
        key=key,
        kind=each.kind.value,
        why=each.why,
        recorded_at=scene.at,
        way=way.value,
        due_at=due_at,
        state=Notice.State.WAITING if is_wanted else Notice.State.DROPPED,
        dropped="" if is_wanted else "chose not to be told",
        **more,
    )


def due_at(scene: Scene, person: str, chosen: Chosen, way: Way) -> int:
    """Return when somebody is told in a way: now, or with their next digest."""
    if way is not Way.DIGEST:
        return scene.at
    calendar = calendar_of(scene.definition, scene.roster.person(person))
    return next_morning(calendar, hour=chosen.digest_hour, at=scene.at)


def keep(workspace_id: int, made: Iterable[Notice]) -> list[Notice]:
    """Keep notices, each once for a person; returns those that were not there before.

    Of what people chose never to hear only escalations are kept: who was not told is to be seen.
    """
    wanted = [one for one in made if one.way != Way.NEVER or one.kind == Kind.ESCALATED]
    keys, given = among("key", [one.key for one in wanted])
    rows = fetch(
        f"SELECT person, key FROM notices_notice WHERE workspace_id = %s AND {keys}",
        (workspace_id, given),
    )
    known = {(person, key) for person, key in rows}
    fresh = {(one.person, one.key): one for one in wanted if (one.person, one.key) not in known}
    return Notice.objects.bulk_create(list(fresh.values()))


def tell(scene: Scene, notices: Iterable[Notice], *, at: int) -> None:
    """Tell everybody what they hear at once: together, in the way that they chose."""
    together: dict[tuple[str, str], list[Notice]] = {}
    for one in notices:
        if one.state == Notice.State.WAITING and one.way != Way.DIGEST:
            together.setdefault((one.person, one.way), []).append(one)
    for (person, way), theirs in together.items():
        gather(scene, person, Way(way), theirs, at=at)
    if together:
        transaction.on_commit(lambda: wake("mail"))
