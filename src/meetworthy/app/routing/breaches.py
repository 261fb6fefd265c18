"""Clocks that ran out and whose promise says that somebody else gets the lead: each once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from meetworthy.app.judging.models import Clock, Effect
from meetworthy.app.ledger.sql import insert
from meetworthy.model.time import HOUR, MINUTE, instant_of

from .models import Breach, Desk

MISSED = "clock.missed"
"""The kind of effect that a clock which ran out has."""

OVERLAP = HOUR
"""So far back missed clocks are looked for again: one may be recorded after a later one;
chosen by eye, above what a transaction may take."""

RETRY = 5 * MINUTE
"""After so long another is looked for again; chosen by eye."""

MOST = 200
"""Missed clocks that one step sees to; chosen by eye."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A missed clock: its effect's key, its lead and slug, and when it was due."""

    effect: int
    lead: int
    clock: str
    due_at: int


def take_up(workspace_id: int) -> None:
    """Note the missed clocks that were recorded since the last look and ask for another owner."""
    seen, _ = Desk.objects.get_or_create(workspace_id=workspace_id)
    happened = Effect.objects.exclude(state__in=(Effect.State.PAST, Effect.State.WITHDRAWN))
    rows = happened.filter(
        workspace=workspace_id,
        kind=MISSED,
        recorded_at__gt=seen.effects_seen - OVERLAP,
        breach=None,
    ).values_list("pk", "lead", "payload", "recorded_at")
    new = [row for row in rows if json.loads(row[2]).get("reassign")]
    insert(
        "routing_breach",
        ("effect_id", "workspace_id", "lead", "settled", "tried_at", "outcome"),
        [(effect, workspace_id, lead, False, 0, "") for effect, lead, _, _ in new],
        known="ON CONFLICT (effect_id) DO NOTHING",
    )
    last = max((row[3] for row in rows), default=0)
    if last > seen.effects_seen:
        Desk.objects.filter(pk=workspace_id, effects_seen__lt=last).update(effects_seen=last)


def missed_clocks(workspace_id: int, *, at: int) -> list[Missed]:
    """Return the missed clocks to see to; those that were answered meanwhile are settled."""
    rows = Breach.objects.filter(
        workspace=workspace_id, settled=False, tried_at__lte=at - RETRY
    ).select_related("effect")[:MOST]
    found = []
    for row in rows:
        said = json.loads(row.effect.payload)
        if _is_open(workspace_id, row.lead, said):
            found.append(Missed(row.pk, row.lead, str(said["clock"]), row.effect.at))
        else:
            settle(row.pk, at=at, outcome="it was answered")
    return found


def settle(effect: int, *, at: int, outcome: str, done: bool = True) -> None:
    """Keep what became of a missed clock: to whom the lead went, or why to nobody."""
    Breach.objects.filter(pk=effect).update(settled=done, tried_at=at, outcome=outcome)


def _is_open(workspace_id: int, lead: int, said: dict[str, Any]) -> bool:
    """Say whether a missed clock still waits for its answer, as last judged."""
    return Clock.objects.filter(
        workspace=workspace_id,
        lead=lead,
        slug=said["clock"],
        pass_number=said["pass"],
        started_at=instant_of(datetime.fromisoformat(str(said["started_at"]))),
        state="missed",
        stopped_at=None,
    ).exists()
