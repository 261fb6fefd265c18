"""The task of notices: look at what was recorded, tell at once, and write the digests.

Whatever is told is recorded in the transaction that puts it into the post: killed anywhere, all
of it is done again or none.
"""

from __future__ import annotations

import structlog
from django.db import InterfaceError, OperationalError, transaction

from meetworthy.app.ledger.sql import execute, fetch, is_postgresql
from meetworthy.app.outbox.models import Noted
from meetworthy.model.time import MINUTE, SECOND

from .choices import Chosen, chosen_by
from .gathering import gather
from .keeping import due_at, keep, new_notice, tell
from .kinds import Way
from .models import Notice
from .scene import Happened, Scene, happened, scene_of
from .signatures import sign_once
from .whom import Hears, hears

log = structlog.get_logger(__name__)

MOST = 500
"""Effects, or digests, looked at in one turn; chosen by eye."""

TOGETHER = 30 * SECOND
"""What is due so soon after the first goes with it; chosen by eye, half of what is gathered."""

SECOND_TRY = MINUTE
"""After so long a workspace whose notices failed is tried again; chosen by eye."""


def once(*, at: int) -> int:
    """Tell people what is due at an instant; returns how much was looked at."""
    done = sum(_alone(each, at) for each in _workspaces(at))
    done += sign_once(at=at)
    for workspace_id, person in _digests(at):
        with transaction.atomic():
            done += _digest(workspace_id, person, at)
    return done


def _workspaces(at: int) -> list[int]:
    rows = fetch(
        "SELECT DISTINCT e.workspace_id FROM outbox_noted p"
        " JOIN judging_effect e ON e.id = p.effect_id WHERE p.due_at <= %s",
        (at,),
    )
    return sorted(row[0] for row in rows)


def _alone(workspace_id: int, at: int) -> int:
    """Look at what is due of one workspace; where that fails, the others are not held up."""
    try:
        with transaction.atomic():
            return _look(workspace_id, at)
    except (OperationalError, InterfaceError):
        raise  # the database: the whole turn is tried again
    except Exception:
        log.exception("notices failed", workspace=workspace_id)
        execute(
            "UPDATE outbox_noted SET due_at = %s WHERE due_at <= %s AND effect_id IN"
            " (SELECT id FROM judging_effect WHERE workspace_id = %s)",
            (at + SECOND_TRY, at, workspace_id),
        )
        return 0


def _look(workspace_id: int, at: int) -> int:
    """Make notices of what was recorded, and tell those that are told at once."""
    ids = _taken(workspace_id, at)
    seen = happened(workspace_id, ids)
    scene = scene_of(workspace_id, [one.lead for one in seen], at=at)
    found = [(one, each) for one in seen for each in hears(scene, one)]
    people = {each.person: scene.members.get(each.person, "") for _, each in found}
    chosen = chosen_by(workspace_id, people)
    made = [_notice(scene, one, each, chosen[each.person]) for one, each in found]
    tell(scene, keep(scene.workspace_id, made), at=at)
    Noted.objects.filter(pk__in=ids).delete()
    return len(ids)


def _taken(workspace_id: int, at: int) -> list[int]:
    """Return the effects that are ours to look at, held until this transaction ends."""
    skip = " FOR UPDATE OF p SKIP LOCKED" if is_postgresql() else ""
    rows = fetch(
        "SELECT p.effect_id FROM outbox_noted p JOIN judging_effect e ON e.id = p.effect_id"
        " WHERE e.workspace_id = %s AND p.due_at <= %s AND p.not_before <= %s"
        f" ORDER BY p.due_at LIMIT %s{skip}",
        (workspace_id, at + TOGETHER, at, MOST),
    )
    return [row[0] for row in rows]


def _notice(scene: Scene, one: Happened, each: Hears, chosen: Chosen) -> Notice:
    way = chosen.way(each.kind)
    return new_notice(
        scene,
        each,
        way,
        due_at=due_at(scene, each.person, chosen, way),
        key=each.key or str(one.uuid),
        what={**one.said, "kind": one.kind},
        at=one.at,
        effect_id=one.id,
        lead=one.lead,
    )


# -- digests ------------------------------------------------------------------------------------


def _digests(at: int) -> list[tuple[int, str]]:
    rows = fetch(
        "SELECT DISTINCT workspace_id, person FROM notices_notice"
        " WHERE state = 'waiting' AND due_at <= %s LIMIT %s",
        (at, MOST),
    )
    return [(workspace_id, person) for workspace_id, person in rows]


def _digest(workspace_id: int, person: str, at: int) -> int:
    """Write one digest of what still matters; an empty one is not sent."""
    waiting = Notice.objects.filter(workspace_id=workspace_id, person=person, state="waiting")
    mine = list(waiting.select_for_update(skip_locked=True) if is_postgresql() else waiting)
    if not mine:
        return 0
    scene = scene_of(workspace_id, [one.lead for one in mine if one.lead is not None], at=at)
    seen = happened(workspace_id, [one.effect_id for one in mine if one.effect_id is not None])
    still = {(one.id, each.person, each.kind.value) for one in seen for each in hears(scene, one)}
    told = [
        one
        for one in mine
        if one.effect_id is None or (one.effect_id, one.person, one.kind) in still
    ]
    settled = [one.pk for one in mine if one not in told]
    Notice.objects.filter(pk__in=settled).update(
        state=Notice.State.DROPPED, dropped="settled before it was told"
    )
    if told and person in scene.members:
        gather(scene, person, Way.DIGEST, told, at=at)
    return len(mine)
