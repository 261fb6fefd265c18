"""What routing keeps of a workspace between its steps: turns, who was given what, who found nobody.

The statements that write these tables are here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from meetworthy.app.ledger.sql import among, execute, fetch, insert
from meetworthy.handoff.needs import Asked
from meetworthy.handoff.routing.turns import Pool
from meetworthy.model.time import DAY, MINUTE

from .models import Turns
from .telling import Assignment

RETRY = 5 * MINUTE
"""After so long a lead for which nobody was found is tried again; chosen by eye."""

RETURNED_WITHIN = 60 * DAY
"""A turn is given back for a meeting that was at most so long ago; chosen by eye."""

_OF_LEADS = tuple(
    asked.value for asked in (Asked.REVIEW, Asked.CONTACT, Asked.QUALIFY, Asked.BOOK, Asked.OPEN)
)
"""What a lead itself asks of its owner."""


def waiting(workspace_id: int, *, at: int, most: int) -> list[int]:
    """Return the leads that need an owner, the most urgent first.

    Without those for which nobody was found a moment ago.
    """
    rows = fetch(
        "SELECT n.lead FROM judging_need n WHERE n.workspace_id = %s AND n.person = ''"
        f" AND n.meeting = '' AND n.asked IN ({', '.join(['%s'] * len(_OF_LEADS))})"
        " AND NOT EXISTS (SELECT 1 FROM routing_unrouted u WHERE u.workspace_id = n.workspace_id"
        " AND u.lead = n.lead AND u.tried_at > %s)"
        " GROUP BY n.lead ORDER BY min(n.due_at), n.lead LIMIT %s",
        (workspace_id, *_OF_LEADS, at - RETRY, most),
    )
    return [row[0] for row in rows]


def turns_of(workspace_id: int) -> dict[str, Pool]:
    """Return whose turn it is by each rule."""
    rows = Turns.objects.filter(workspace=workspace_id).values_list("rule", "pool")
    return {rule: Pool.from_dict(pool) for rule, pool in rows}


def keep_turns(workspace_id: int, turns: Mapping[str, Pool]) -> None:
    """Keep whose turn it is."""
    insert(
        "routing_turns",
        ("workspace_id", "rule", "pool"),
        [(workspace_id, rule, json.dumps(pool.to_dict())) for rule, pool in turns.items()],
        known="ON CONFLICT (workspace_id, rule) DO UPDATE SET pool = excluded.pool",
    )


def keep_given(workspace_id: int, given: Sequence[Assignment], *, at: int) -> None:
    """Keep who was given which lead, so that a turn can be given back."""
    insert(
        "routing_given",
        ("workspace_id", "lead", "fact_id", "rule", "person", "at", "by_turns", "returned"),
        [(workspace_id, g.lead, g.fact_id, g.rule, g.owner, at, g.by_turns, "") for g in given],
        known="ON CONFLICT (workspace_id, fact_id) DO NOTHING",
    )


def turns_to_return(workspace_id: int, *, at: int) -> list[tuple[str, str]]:
    """Return the turns to give back, as rule and address, and keep that they were.

    A turn is given back once, to who had the lead when its guest did not come to a meeting.
    """
    rows = fetch(
        "SELECT g.id, g.rule, g.person, min(m.name) FROM judging_meeting m JOIN routing_given g"
        " ON g.workspace_id = m.workspace_id AND g.lead = m.lead"
        " WHERE m.workspace_id = %s AND m.starts_at > %s AND m.standing = 'missed'"
        " AND m.missed_by = 'guest' AND g.by_turns AND g.returned = '' AND g.at <= m.starts_at"
        " AND NOT EXISTS (SELECT 1 FROM routing_given l WHERE l.workspace_id = g.workspace_id"
        " AND l.lead = g.lead AND l.at > g.at AND l.at <= m.starts_at)"
        " GROUP BY g.id, g.rule, g.person ORDER BY g.id",
        (workspace_id, at - RETURNED_WITHIN),
    )
    for given, _, _, meeting in rows:
        execute("UPDATE routing_given SET returned = %s WHERE id = %s", (meeting, given))
    return [(rule, person) for _, rule, person, _ in rows]


def keep_unrouted(
    workspace_id: int, tried: Iterable[int], found_nobody: Mapping[int, str], *, at: int
) -> None:
    """Keep for which leads nobody was found and why, and forget of the others that it was so."""
    found: list[int] = [lead for lead in tried if lead not in found_nobody]
    condition, parameter = among("lead", found)
    execute(
        f"DELETE FROM routing_unrouted WHERE workspace_id = %s AND {condition}",
        (workspace_id, parameter),
    )
    rows: list[tuple[Any, ...]] = [
        (workspace_id, lead, at, at, why) for lead, why in sorted(found_nobody.items())
    ]
    insert(
        "routing_unrouted",
        ("workspace_id", "lead", "since", "tried_at", "why"),
        rows,
        known="ON CONFLICT (workspace_id, lead) DO UPDATE"
        " SET tried_at = excluded.tried_at, why = excluded.why",
    )


def why_unrouted(workspace_id: int, lead: int) -> str:
    """Return why a lead that needs an owner has none; empty where it needs none, or has one."""
    rows = fetch(
        "SELECT u.why FROM routing_unrouted u WHERE u.workspace_id = %s AND u.lead = %s AND EXISTS"
        " (SELECT 1 FROM judging_need n WHERE n.workspace_id = u.workspace_id"
        " AND n.lead = u.lead AND n.person = '' AND n.meeting = '')",
        (workspace_id, lead),
    )
    return str(rows[0][0]) if rows else ""
