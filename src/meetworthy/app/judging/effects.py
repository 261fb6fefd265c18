"""What follows from a judgement: tasks and messages, each recorded once, never rewritten.

A message that follows from what a person did by hand is held for a minute, in which it can be
undone: undone by then, it is withdrawn and nobody hears of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from meetworthy.app.ids import new_id
from meetworthy.app.ledger.sql import among, execute, fetch, insert
from meetworthy.app.outbox.enqueue import withdraw
from meetworthy.model.time import DAY, MINUTE, moment_of

from .causes import FROM_FACTS, ONLY_WHEN_TOLD, TASK, VERDICT, Cause, causes_of
from .models import Effect
from .reckon import Reckoned
from .verdicts import Before, before, verdict_cause

OLDEST = 7 * DAY
"""A change that is found so long after it happened is recorded, and nobody is sent after it;
chosen by eye: facts come late by days, histories by months."""

UNDO = MINUTE
"""How long what follows from somebody's decision waits, so that it can be undone."""

NOT_HAPPENED = "by what is known now it did not happen"

_encode = msgspec.json.Encoder(order="sorted").encode


@dataclass(frozen=True, slots=True)
class Recorded:
    """An effect as it stands; ``payload`` only of a verdict's change that is still held."""

    at: int
    state: str
    kind: str
    differs: str
    held_until: int
    payload: str


@dataclass(frozen=True, slots=True)
class Recording:
    """What is the same for all leads of one step."""

    workspace_id: int
    live_since: int | None
    now: int

    def is_past(self, cause: Cause) -> bool:
        """Say whether a change happened too long ago for anybody to be told."""
        if self.live_since is None:
            return True
        return cause.at < self.live_since or cause.at < self.now - OLDEST


def record(
    workspace_id: int, judged: Sequence[Reckoned], *, live_since: int | None, now: int
) -> list[int]:
    """Record the effects of judgements that are new; returns the leads that have new messages.

    What was recorded before stays as it is; where the numbers say otherwise now, it is marked
    so; a task whose cause is gone is withdrawn, one that was answered is done.
    """
    of = Recording(workspace_id, live_since, now)
    known = _known(workspace_id, {one.lead for one in judged}, now)
    verdicts = before(workspace_id, judged) if live_since is not None else {}
    rows: list[tuple[object, ...]] = []
    told = []
    for one in judged:
        mine = known.get(one.lead, {})
        new, revived = _record_one(of, one, mine, verdicts.get(one.lead))
        rows += new
        if revived or any(row[10] == Effect.State.SENT for row in new):
            told.append(one.lead)
    insert(
        "judging_effect",
        (
            "uuid", "workspace_id", "lead", "key", "kind", "version", "caused_by", "at",
            "recorded_at", "payload", "state", "differs", "settled_at", "held_until",
        ),
        rows,
        known="ON CONFLICT (workspace_id, lead, key) DO NOTHING",
    )  # fmt: skip
    return told


def _record_one(
    of: Recording, one: Reckoned, mine: dict[str, Recorded], was: Before | None
) -> tuple[list[tuple[object, ...]], bool]:
    """Return the rows of a lead's new effects, and whether a withdrawn one stands again."""
    causes = {cause.key: cause for cause in causes_of(one)}
    fresh = [cause for key, cause in causes.items() if key not in mine]
    changed = None if of.live_since is None else _verdict(of, one, mine, was)
    if changed is not None:
        fresh.append(changed)
    rows = [
        _row(of, one, cause)
        for cause in fresh
        if cause.kind not in ONLY_WHEN_TOLD or not of.is_past(cause)
    ]
    return rows, _compare(of, one, mine, causes)


def _verdict(
    of: Recording, one: Reckoned, mine: dict[str, Recorded], was: Before | None
) -> Cause | None:
    """Return the change of a verdict, with those of the last minute as one."""
    assert of.live_since is not None
    held = {
        key: each
        for key, each in mine.items()
        if each.kind == VERDICT and each.state == Effect.State.SENT and of.now < each.held_until
    }
    first = min(held.values(), key=lambda each: each.at, default=None)
    told = msgspec.json.decode(first.payload)["was"] if first is not None else None
    cause = verdict_cause(one, was, told, live_since=of.live_since, oldest=of.now - OLDEST)
    if held and (was is None or was.verdict != one.judgement.verdict.word.value):
        _withdraw(of, one.lead, list(held))
    return cause


def _known(workspace_id: int, leads: Iterable[int], now: int) -> dict[int, dict[str, Recorded]]:
    condition, parameter = among("lead", leads)
    rows = fetch(
        "SELECT lead, key, at, state, kind, differs, held_until, CASE WHEN kind = %s"
        " AND held_until > %s THEN payload ELSE '' END FROM judging_effect"
        f" WHERE workspace_id = %s AND {condition}",
        (VERDICT, now, workspace_id, parameter),
    )
    found: dict[int, dict[str, Recorded]] = {}
    for lead, key, *rest in rows:
        found.setdefault(lead, {})[key] = Recorded(*rest)
    return found


def _row(of: Recording, one: Reckoned, cause: Cause) -> tuple[object, ...]:
    from django.db import connection, models

    open_ = Effect.State.OPEN if cause.kind == TASK else Effect.State.SENT
    return (
        models.UUIDField().get_db_prep_value(new_id(), connection),
        of.workspace_id,
        one.lead,
        cause.key,
        cause.kind,
        cause.version,
        one.causes.get(cause.at),
        cause.at,
        of.now,
        _encode(cause.payload).decode(),
        Effect.State.PAST if of.is_past(cause) else open_,
        "",
        None,
        _held_until(one, cause),
    )


def _held_until(one: Reckoned, cause: Cause) -> int:
    """Return until when a message waits: it may be undone, or a verdict change again."""
    return cause.at + UNDO if cause.kind == VERDICT or cause.at in one.by_hand else 0


# -- against what was recorded ------------------------------------------------------------------


def _compare(
    of: Recording, one: Reckoned, recorded: dict[str, Recorded], causes: dict[str, Cause]
) -> bool:
    """Mark what would have been otherwise; settle tasks; withdraw what was undone in time.

    Returns whether a message that was withdrawn is to go out after all.
    """
    revived = False
    for key, was in recorded.items():
        cause = causes.get(key)
        if was.kind == VERDICT or (was.kind in FROM_FACTS and one.said is None):
            continue
        if cause is None and was.state == Effect.State.SENT and of.now < was.held_until:
            _withdraw(of, one.lead, [key])
        elif cause is not None and _is_back(was):
            _revive(of, one, cause)
            revived = True
        else:
            _mark(of, one, key, was, cause)
    return revived


def _is_back(was: Recorded) -> bool:
    """Say whether a message was withdrawn, and what it said has happened again."""
    return was.state == Effect.State.WITHDRAWN and was.kind != TASK


def _mark(of: Recording, one: Reckoned, key: str, was: Recorded, cause: Cause | None) -> None:
    differs = _difference(was, cause)
    state = was.state
    if was.kind == TASK and state == Effect.State.OPEN:
        state = _settled(one, key, cause)
    if (differs, state) == (was.differs, was.state):
        return
    settled_at = None if state == Effect.State.OPEN else of.now
    execute(
        "UPDATE judging_effect SET differs = %s, state = %s, settled_at = %s"
        " WHERE workspace_id = %s AND lead = %s AND key = %s",
        (differs, state, settled_at, of.workspace_id, one.lead, key),
    )


def _difference(was: Recorded, cause: Cause | None) -> str:
    if cause is None:
        return NOT_HAPPENED
    if cause.at != was.at:
        return f"by what is known now it happened at {moment_of(cause.at).isoformat()}"
    return ""


def _withdraw(of: Recording, lead: int, keys: Sequence[str]) -> None:
    """Take back messages that nobody has heard yet."""
    condition, parameter = among("key", keys)
    execute(
        "UPDATE judging_effect SET differs = %s, state = 'withdrawn', settled_at = %s"
        f" WHERE workspace_id = %s AND lead = %s AND {condition}",
        (NOT_HAPPENED, of.now, of.workspace_id, lead, parameter),
    )
    withdraw(of.workspace_id, lead, keys)


def _revive(of: Recording, one: Reckoned, cause: Cause) -> None:
    """Let a message that was withdrawn unheard say what has happened now, under the same id."""
    execute(
        "UPDATE judging_effect SET differs = '', state = 'sent', settled_at = NULL, at = %s,"
        " version = %s, caused_by = %s, recorded_at = %s, payload = %s, held_until = %s"
        " WHERE workspace_id = %s AND lead = %s AND key = %s",
        (
            cause.at,
            cause.version,
            one.causes.get(cause.at),
            of.now,
            _encode(cause.payload).decode(),
            _held_until(one, cause),
            of.workspace_id,
            one.lead,
            cause.key,
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
