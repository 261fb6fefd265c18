"""The roster of a workspace, as its ledger tells it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field

from meetworthy.app.definitions.timeline import timeline_of
from meetworthy.app.ledger.load import fact_of, select
from meetworthy.app.ledger.sql import fetch
from meetworthy.handoff.roster import Roster, changes_in, roster_in
from meetworthy.model.fact import Fact

_TOLD_OF_PEOPLE = (
    "kind IN ('person.described', 'person.absent', 'fact.retracted')"
    " AND lead IS NULL AND account IS NULL AND visitor IS NULL"
)

MOST_KEPT = 64
"""Workspaces whose people are kept ready in a process, and rosters of each; chosen by eye."""


@dataclass(slots=True)
class _Known:
    """The facts about a workspace's people, and the rosters made of them, by their time."""

    last: tuple[int, bytes] | None
    zone: str
    facts: tuple[Fact, ...]
    changes: tuple[int, ...]
    rosters: dict[int, Roster] = field(default_factory=dict)


_known: dict[int, _Known] = {}


def roster_of(workspace_id: int, *, at: int) -> Roster:
    """Return who there is to hand leads to at an instant, as is known now; people who left too.

    One that was asked for before costs one small query.
    """
    return _roster_at(_facts_of(workspace_id), at)


def rosters_of(workspace_id: int) -> Callable[[int], Roster]:
    """Return what gives the roster at any instant, as is known now; asks the database once."""
    known = _facts_of(workspace_id)
    return lambda at: _roster_at(known, at)


def _roster_at(known: _Known, at: int) -> Roster:
    place = bisect_right(known.changes, at)
    roster = known.rosters.get(place)
    if roster is None:
        roster = roster_in(known.facts, at=at, zone=known.zone)
        if len(known.rosters) >= MOST_KEPT:
            known.rosters.clear()
        known.rosters[place] = roster
    return roster


def told_of_people(workspace_id: int) -> tuple[Fact, ...]:
    """Return the facts that describe people and their absences, and those that retract such."""
    return _facts_of(workspace_id).facts


def _facts_of(workspace_id: int) -> _Known:
    zone = timeline_of(workspace_id)[-1].zone
    last = _last(workspace_id)
    known = _known.get(workspace_id)
    if known is None or (known.last, known.zone) != (last, zone):
        facts = tuple(fact_of(row) for row in select(workspace_id, _TOLD_OF_PEOPLE, ()))
        while len(_known) >= MOST_KEPT:
            _known.pop(next(iter(_known)), None)
        known = _known[workspace_id] = _Known(last, zone, facts, changes_in(facts, zone=zone))
    return known


def _last(workspace_id: int) -> tuple[int, bytes] | None:
    """Return the number and the digest of the last such fact: while they stay, nothing changed."""
    rows = fetch(
        f"SELECT number, content FROM ledger_fact WHERE workspace_id = %s AND {_TOLD_OF_PEOPLE}"
        " ORDER BY number DESC LIMIT 1",
        (workspace_id,),
    )
    return (int(rows[0][0]), bytes(rows[0][1])) if rows else None
