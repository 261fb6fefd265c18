"""What follows from a judgement: tasks and messages, each recorded once, never rewritten."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from meetworthy.app.ids import new_id
from meetworthy.app.ledger.sql import among, execute, fetch, insert
from meetworthy.definition.language import Entry
from meetworthy.handoff.clock_run import ClockRun, RunState
from meetworthy.judge.state import Entered
from meetworthy.model.time import DAY, moment_of

from .models import Effect
from .reckon import Reckoned

TASK, ENTERED, LEFT, REVIEW = "task.review", "stage.entered", "lead.left", "review.asked"
RETURNED, WARNED, MISSED = "lead.returned", "clock.warned", "clock.missed"

OLDEST = 7 * DAY
"""A change that is found so long after it happened is recorded, and nobody is sent after it;
chosen by eye: facts come late by days, histories by months."""

_MARKS = {"exit": LEFT, "review": REVIEW, "pass": RETURNED}
_encode = msgspec.json.Encoder(order="sorted").encode


@dataclass(frozen=True, slots=True)
class Cause:
    """A change that has an effect: its key is what makes it the same change."""

    key: str
    kind: str
    at: int
    version: int | None
    payload: dict[str, object]


def causes_of(one: Reckoned) -> list[Cause]:
    """Return every change of one lead that has an effect, in order of time."""
    causes: list[Cause] = []
    for entry in one.judgement.entries:
        causes += _of_entry(one, entry)
    for run in one.clocks:
        causes += _of_clock(run, at=one.judgement.at)
    return causes


def _of_entry(one: Reckoned, entry: Entered) -> list[Cause]:
    if entry.stage == "pass" and entry.pass_number == 1:
        return []
    kind = _MARKS.get(entry.stage, ENTERED)
    payload = {
        "stage": entry.stage,
        "pass": entry.pass_number,
        "how": entry.how,
        "reason": entry.reason,
        "at": moment_of(entry.at).isoformat(),
    }
    key = f"{entry.pass_number}:{entry.stage}"
    found = [Cause(f"{key}:said", kind, entry.at, entry.version, payload)]
    if entry.stage == "review" or _is_judged(one, entry.stage):
        found.append(Cause(f"{key}:task", TASK, entry.at, entry.version, payload))
    return found


def _is_judged(one: Reckoned, slug: str) -> bool:
    return any(s.slug == slug and s.entry is Entry.JUDGED for s in one.definition.stages)


def _of_clock(run: ClockRun, *, at: int) -> list[Cause]:
    key = f"{run.pass_number}:clock:{run.slug}:{run.number}"
    payload: dict[str, object] = {
        "clock": run.slug,
        "pass": run.pass_number,
        "started_at": moment_of(run.started_at).isoformat(),
        "target": run.target,
        "escalate": run.escalate,
        "reassign": run.reassign,
    }
    ends = at if run.stopped_at is None else run.stopped_at
    found = []
    is_warned = run.warn_at is not None and run.warn_at <= ends and run.warn_at < run.due_at
    if run.warn_at is not None and is_warned and not run.date_only:
        found.append(Cause(f"{key}:warned", WARNED, run.warn_at, run.version, payload))
    if run.state is RunState.MISSED and not run.date_only:
        found.append(Cause(f"{key}:missed", MISSED, run.due_at, run.version, payload))
    return found


# -- against what was recorded ------------------------------------------------------------------


def record(
    workspace_id: int, judged: Sequence[Reckoned], *, live_since: int | None, now: int
) -> list[int]:
    """Record the effects of judgements that are new; returns the leads that have new messages.

    What was recorded before stays as it is; where the numbers say otherwise now, it is marked
    so; a task whose cause is gone is withdrawn, one that was answered is done.
    """
    known = _known(workspace_id, {one.lead for one in judged})
    rows: list[tuple[object, ...]] = []
    told = []
    for one in judged:
        causes = {cause.key: cause for cause in causes_of(one)}
        mine = known.get(one.lead, {})
        fresh = [cause for key, cause in causes.items() if key not in mine]
        new = [_row(workspace_id, one, cause, live_since, now) for cause in fresh]
        rows += new
        if any(row[10] == Effect.State.SENT for row in new):
            told.append(one.lead)
        _compare(workspace_id, one, mine, causes, now)
    insert(
        "judging_effect",
        (
            "uuid", "workspace_id", "lead", "key", "kind", "version", "caused_by", "at",
            "recorded_at", "payload", "state", "differs", "settled_at",
        ),
        rows,
        known="ON CONFLICT (workspace_id, lead, key) DO NOTHING",
    )  # fmt: skip
    return told


@dataclass(frozen=True, slots=True)
class _Recorded:
    at: int
    state: str
    kind: str
    differs: str


def _known(workspace_id: int, leads: Iterable[int]) -> dict[int, dict[str, _Recorded]]:
    condition, parameter = among("lead", leads)
    rows = fetch(
        "SELECT lead, key, at, state, kind, differs FROM judging_effect"
        f" WHERE workspace_id = %s AND {condition}",
        (workspace_id, parameter),
    )
    found: dict[int, dict[str, _Recorded]] = {}
    for lead, key, *rest in rows:
        found.setdefault(lead, {})[key] = _Recorded(*rest)
    return found


def _row(
    workspace_id: int, one: Reckoned, cause: Cause, live_since: int | None, now: int
) -> tuple[object, ...]:
    from django.db import connection, models

    is_past = live_since is None or cause.at < live_since or cause.at < now - OLDEST
    open_ = Effect.State.OPEN if cause.kind == TASK else Effect.State.SENT
    return (
        models.UUIDField().get_db_prep_value(new_id(), connection),
        workspace_id,
        one.lead,
        cause.key,
        cause.kind,
        cause.version,
        one.causes.get(cause.at),
        cause.at,
        now,
        _encode(cause.payload).decode(),
        Effect.State.PAST if is_past else open_,
        "",
        None,
    )


def _compare(
    workspace_id: int,
    one: Reckoned,
    recorded: dict[str, _Recorded],
    causes: dict[str, Cause],
    now: int,
) -> None:
    """Mark what would have been otherwise; settle tasks that were answered or lost their cause."""
    for key, was in recorded.items():
        cause = causes.get(key)
        if cause is None:
            differs = "by what is known now it did not happen"
        elif cause.at != was.at:
            differs = f"by what is known now it happened at {moment_of(cause.at).isoformat()}"
        else:
            differs = ""
        state = was.state
        if was.kind == TASK and state == Effect.State.OPEN:
            state = _settled(one, key, cause)
        if (differs, state) != (was.differs, was.state):
            execute(
                "UPDATE judging_effect SET differs = %s, state = %s, settled_at = %s"
                " WHERE workspace_id = %s AND lead = %s AND key = %s",
                (
                    differs,
                    state,
                    None if state == Effect.State.OPEN else now,
                    workspace_id,
                    one.lead,
                    key,
                ),
            )


def _settled(one: Reckoned, key: str, cause: Cause | None) -> str:
    if cause is None:
        return Effect.State.WITHDRAWN
    number, stage = key.split(":")[:2]
    order = [s.slug for s in one.definition.stages]
    place = order.index(stage) if stage in order else 0
    for entry in one.judgement.entries:
        later = entry.stage == "exit" or (
            entry.stage in order and order.index(entry.stage) > place and entry.how != "judged"
        )
        if later and entry.at >= cause.at and entry.pass_number >= int(number):
            return Effect.State.DONE
    return Effect.State.OPEN
