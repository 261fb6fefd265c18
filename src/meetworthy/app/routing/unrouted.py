"""The leads for which no rule found anybody, as people are shown them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from meetworthy.app.ledger.sql import fetch
from meetworthy.model.time import NEVER


@dataclass(frozen=True, slots=True)
class NobodyFound:
    """A lead that needs an owner and has none: who it is, since when, when it is due, and why."""

    lead: uuid.UUID
    who: str
    company: str
    since: int
    due_at: int | None
    why: str


def nobody_found(workspace_id: int, *, most: int) -> list[NobodyFound]:
    """Return the leads for which nobody was found, the most urgent first."""
    rows = fetch(
        "SELECT l.uuid, s.name, s.email, s.company, u.since, min(n.due_at), u.why"
        " FROM routing_unrouted u"
        " JOIN judging_need n ON n.workspace_id = u.workspace_id AND n.lead = u.lead"
        " AND n.person = '' AND n.meeting = ''"
        " JOIN judging_state s ON s.workspace_id = u.workspace_id AND s.lead = u.lead"
        " JOIN ledger_lead l ON l.workspace_id = u.workspace_id AND l.number = u.lead"
        " WHERE u.workspace_id = %s"
        " GROUP BY l.uuid, s.name, s.email, s.company, u.since, u.why, u.lead"
        " ORDER BY min(n.due_at), u.since, u.lead LIMIT %s",
        (workspace_id, most),
    )
    return [
        NobodyFound(
            uuid.UUID(str(public)),
            name or email,
            company,
            since,
            None if due_at is None or due_at >= NEVER else due_at,
            why,
        )
        for public, name, email, company, since, due_at, why in rows
    ]
