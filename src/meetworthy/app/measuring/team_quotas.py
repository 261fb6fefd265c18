"""Quotas of a workspace's people in a month: confirmed meetings, and what was booked beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from meetworthy.app.definitions.timeline import timeline_of
from meetworthy.app.ledger.sql import among, fetch
from meetworthy.app.roster.read import roster_of
from meetworthy.definition.language import Definition, Entry, Timeline
from meetworthy.handoff.quotas import Credit, Met, Month, Progress, Terms, progress


@dataclass(frozen=True, slots=True)
class TeamMonth:
    """A month of a team: how far everybody has come, and what can be credited to nobody.

    ``uncredited``: meetings confirmed of which nobody said who booked them.
    """

    month: Month
    progress: tuple[Progress, ...]
    uncredited: int = 0


def team_month(workspace_id: int, month: Month, *, at: int) -> TeamMonth:
    """Return how far everybody has come in a month, by the version in force at its end or now."""
    timeline = timeline_of(workspace_id)
    asked_at = max(month.start, min(at, month.end - 1))
    definition = in_force(timeline, asked_at)
    terms = Terms(definition.quotas, definition.sla.hours, definition.zone)
    entered = [one for _, one in credited(workspace_id, month)]
    roster = roster_of(workspace_id, at=asked_at)
    found = progress(terms, roster, _met(workspace_id, month), entered, month, at=at)
    return TeamMonth(month, found, sum(not one.booker.strip() for one in entered))


def in_force(timeline: Timeline, at: int) -> Definition:
    """Return the version in force at an instant; before the first, the first."""
    before = [each for each in timeline if each.in_force <= at]
    return before[-1] if before else timeline[0]


def _met(workspace_id: int, month: Month) -> list[Met]:
    """Return the meetings that were booked, accepted or held in a month."""
    within = "{0} >= %s AND {0} < %s"
    named = ("booked_at", "accepted_at", "held_at")
    rows = fetch(
        "SELECT booker, booked_at, accepted_at, held_at FROM judging_meeting"
        f" WHERE workspace_id = %s AND ({' OR '.join(within.format(n) for n in named)})",
        (workspace_id, *(month.start, month.end) * len(named)),
    )
    return [Met(*row) for row in rows]


def credited(workspace_id: int, month: Month) -> list[tuple[int, Credit]]:
    """Return the sales qualified meetings of a month, each with its lead."""
    timeline = timeline_of(workspace_id)
    stages = sorted({s.slug for d in timeline for s in d.stages if s.entry is Entry.MEETING})
    if not stages:
        return []
    condition, parameter = among("stage", stages)
    entries = fetch(
        f'SELECT lead, "at" FROM judging_entry WHERE workspace_id = %s AND {condition}'
        ' AND "at" >= %s AND "at" < %s',
        (workspace_id, parameter, month.start, month.end),
    )
    meetings = _confirmed(workspace_id, {lead for lead, _ in entries})
    return [(lead, _credit(meetings.get(lead, []), at)) for lead, at in entries]


_Confirmed = tuple[int, str, str, int | None]
"""When a meeting was confirmed, who booked it, who confirmed it, when an arbiter decided."""


def _confirmed(workspace_id: int, leads: set[int]) -> dict[int, list[_Confirmed]]:
    condition, parameter = among("lead", leads)
    rows = fetch(
        "SELECT lead, confirmed_at, booker, confirmer, settled_at FROM judging_meeting"
        f" WHERE workspace_id = %s AND confirmed_at IS NOT NULL AND {condition}"
        " ORDER BY lead, confirmed_at",
        (workspace_id, parameter),
    )
    return {
        lead: [(row[1], row[2], row[3], row[4]) for row in mine]
        for lead, mine in groupby(rows, key=lambda row: row[0])
    }


def _credit(meetings: Sequence[_Confirmed], at: int) -> Credit:
    """Return to whom an entry is due: who booked the meeting confirmed last by then."""
    before = [one for one in meetings if one[0] <= at] or list(meetings[:1])
    if not before:
        return Credit("", at)
    _, booker, confirmer, settled_at = before[-1]
    own = bool(booker) and booker.strip().lower() == confirmer.strip().lower()
    return Credit(booker, at, settled_at is not None, own)
