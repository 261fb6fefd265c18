"""Writing what judging found, in the caller's transaction: entries, clocks, state, effects."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from meetworthy.app.ledger.sql import among, execute, fetch, insert
from meetworthy.handoff.clock_run import ClockRun, next_change
from meetworthy.handoff.meetings import Act
from meetworthy.model.time import NEVER

from . import effects
from .reckon import Reckoned
from .state import COLUMNS, row_of

NOT_HAPPENED = "by what is known now it did not happen, or to another lead"

DERIVED = (
    "judging_entry", "judging_clock", "judging_meeting", "judging_need", "judging_state",
)  # fmt: skip
"""The tables that hold what is derived of a lead."""

_ENTRY_COLUMNS = (
    "workspace_id", "lead", "place", "pass_number", "motion", "stage", "at", "date_only", "how",
    "version", "reason",
)  # fmt: skip
_CLOCK_COLUMNS = (
    "workspace_id", "lead", "slug", "pass_number", "started_at", "version", "target", "warn_at",
    "due_at", "stopped_at", "state", "next_at", "answered", "date_only", "person",
)  # fmt: skip
MEETING_COLUMNS = (
    "workspace_id", "lead", "name", "standing", "booked_at", "booker", "host", "title", "place",
    "starts_at", "ends_at", "moves", "accepted_at", "agenda_at", "held_at", "missed_by",
    "confirmed_at", "confirmer", "declined_at", "decliner", "disputed_at", "settled_at",
    "reason",
)  # fmt: skip
NEED_COLUMNS = (
    "workspace_id", "lead", "asked", "meeting", "person", "roles", "since", "due_at", "warn_at",
    "started_at", "clock", "cause", "cause_at", "snoozed_until", "snoozed_why",
)  # fmt: skip


def store(
    workspace_id: int, judged: Sequence[Reckoned], *, live_since: int | None, now: int
) -> list[int]:
    """Write judgements that are not older than what stands; returns the leads with new messages."""
    newest = _newest(workspace_id, judged)
    if not newest:
        return []
    _store_rows(workspace_id, "judging_entry", _ENTRY_COLUMNS, newest, _entry_rows)
    _store_rows(workspace_id, "judging_clock", _CLOCK_COLUMNS, newest, _clock_rows)
    _store_rows(workspace_id, "judging_meeting", MEETING_COLUMNS, newest, _meeting_rows)
    _store_rows(workspace_id, "judging_need", NEED_COLUMNS, newest, _need_rows)
    told = effects.record(workspace_id, newest, live_since=live_since, now=now)
    keep = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[2:])
    insert(
        "judging_state",
        COLUMNS,
        [row_of(workspace_id, one) for one in newest],
        known=f"ON CONFLICT (workspace_id, lead) DO UPDATE SET {keep}",
    )
    return told


def forget(workspace_id: int, leads: set[int]) -> None:
    """Delete what was derived for leads that are now part of another, or have nothing left.

    Their open tasks are withdrawn.
    """
    if not leads:
        return
    condition, parameter = among("lead", leads)
    for table in DERIVED:
        execute(
            f"DELETE FROM {table} WHERE workspace_id = %s AND {condition}",
            (workspace_id, parameter),
        )
    execute(
        "UPDATE judging_effect SET differs = %s, state = CASE state WHEN 'open' THEN 'withdrawn'"
        f" ELSE state END WHERE workspace_id = %s AND differs = '' AND {condition}",
        (NOT_HAPPENED, workspace_id, parameter),
    )


def _newest(workspace_id: int, judged: Sequence[Reckoned]) -> list[Reckoned]:
    """Return the judgements that took at least as many facts into account as what stands."""
    condition, parameter = among("lead", [one.lead for one in judged])
    through = dict(
        fetch(
            f"SELECT lead, through FROM judging_state WHERE workspace_id = %s AND {condition}",
            (workspace_id, parameter),
        )
    )
    return [one for one in judged if one.through >= through.get(one.lead, 0)]


def _store_rows(
    workspace_id: int,
    table: str,
    columns: Sequence[str],
    judged: Sequence[Reckoned],
    rows_of: Any,
) -> None:
    """Replace a lead's derived rows, where they differ from what stands."""
    condition, parameter = among("lead", [one.lead for one in judged])
    stand = fetch(
        f"SELECT {', '.join(columns)} FROM {table} WHERE workspace_id = %s AND {condition}"
        " ORDER BY lead",
        (workspace_id, parameter),
    )
    known = {lead: set(rows) for lead, rows in groupby(stand, key=lambda row: row[1])}
    changed: set[int] = set()
    fresh: list[tuple[object, ...]] = []
    for one in judged:
        rows = rows_of(workspace_id, one)
        if set(rows) != known.get(one.lead, set()):
            fresh += rows
            changed |= {one.lead} if one.lead in known else set()
    if changed:
        condition, parameter = among("lead", changed)
        execute(
            f"DELETE FROM {table} WHERE workspace_id = %s AND {condition}",
            (workspace_id, parameter),
        )
    insert(table, columns, fresh)


def _entry_rows(workspace_id: int, one: Reckoned) -> list[tuple[object, ...]]:
    return [
        (
            workspace_id,
            one.lead,
            place,
            entry.pass_number,
            entry.motion,
            entry.stage,
            entry.at,
            entry.date_only,
            entry.how,
            entry.version,
            entry.reason,
        )
        for place, entry in enumerate(one.judgement.entries)
    ]


def _clock_rows(workspace_id: int, one: Reckoned) -> list[tuple[object, ...]]:
    rows = {
        (run.slug, run.pass_number, run.started_at): (
            workspace_id,
            one.lead,
            run.slug,
            run.pass_number,
            run.started_at,
            run.version,
            run.target,
            run.warn_at,
            run.due_at,
            run.stopped_at,
            run.state.value,
            next_change(run, at=one.judgement.at),
            run.answered,
            run.date_only,
            _holder(one, run),
        )
        for run in one.clocks
    }
    return list(rows.values())


def _holder(one: Reckoned, run: ClockRun) -> str:
    """Return who had the lead when a promise was answered or fell due, whichever was first.

    Who gets it because it was missed did not miss it.
    """
    ends = [run.due_at, one.judgement.at, *([run.stopped_at] if run.stopped_at else [])]
    until = max(min(ends), run.started_at)
    held = [
        fact
        for fact in one.said or ()
        if fact.kind == "lead.assigned" and fact.occurred_at <= until
    ]
    owner = str(held[-1].properties.get("owner", "")).strip() if held else ""
    return owner.lower() if "@" in owner else owner  # some systems have only a name


def _meeting_rows(workspace_id: int, one: Reckoned) -> list[tuple[object, ...]]:
    return [
        (
            workspace_id,
            one.lead,
            met.name,
            met.standing.value,
            _at(met.booked),
            met.booker,
            met.host,
            met.title,
            met.place,
            met.starts_at,
            met.ends_at,
            met.moves,
            _at(met.accepted),
            _at(met.agenda),
            _at(met.held),
            met.missed_by,
            _at(met.confirmed),
            (met.confirmed.by or "") if met.confirmed else "",
            _at(met.declined),
            (met.declined.by or "") if met.declined else "",
            _at(met.disputed),
            _at(met.settled),
            met.declined.reason if met.declined else "",
        )
        for met in one.meetings
    ]


def _at(act: Act | None) -> int | None:
    return None if act is None else act.at


def _need_rows(workspace_id: int, one: Reckoned) -> list[tuple[object, ...]]:
    return [
        (
            workspace_id,
            one.lead,
            need.asked.value,
            need.meeting,
            need.person,
            need.roles,
            need.since,
            NEVER if need.due_at is None else need.due_at,
            need.warn_at,
            need.started_at,
            need.clock,
            need.cause,
            need.cause_at,
            need.snoozed_until or 0,
            need.snoozed_why,
        )
        for need in one.needs
    ]
