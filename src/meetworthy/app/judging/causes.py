"""The changes of one lead that others hear of: each with the key that makes it the same change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from meetworthy.definition.language import Entry
from meetworthy.handoff.clock_run import ClockRun, RunState
from meetworthy.judge.meetings import MeetingNames, meeting_id
from meetworthy.judge.state import Entered
from meetworthy.model.fact import Fact
from meetworthy.model.time import NEVER, moment_of

from .reckon import Reckoned

TASK, ENTERED, LEFT, REVIEW = "task.review", "stage.entered", "lead.left", "review.asked"
RETURNED, WARNED, MISSED = "lead.returned", "clock.warned", "clock.missed"
STARTED, MET, LIFTED = "clock.started", "clock.met", "clock.lifted"
ASSIGNED, SNOOZED, VERDICT = "lead.assigned", "lead.snoozed", "verdict.changed"

MEETINGS = tuple(
    f"meeting.{act}"
    for act in (
        "booked", "moved", "cancelled", "accepted", "held", "missed", "confirmed", "declined",
        "disputed", "settled",
    )
)  # fmt: skip
"""The kinds of what becomes of meetings; `settled` is the arbiter's word after a dispute."""

FROM_FACTS = frozenset({ASSIGNED, SNOOZED, *MEETINGS})
"""Kinds that follow from facts alone: where these were not looked at, nothing is said of them."""

ONLY_WHEN_TOLD = FROM_FACTS | {STARTED, MET, LIFTED}
"""Kinds that are recorded only where somebody is told: a history of years makes no rows."""

_MARKS = {"exit": LEFT, "review": REVIEW, "pass": RETURNED}


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
    causes += _of_facts(one)
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
        "at": _text(entry.at),
    }
    key = f"{entry.pass_number}:{entry.stage}"
    found = [Cause(f"{key}:said", kind, entry.at, entry.version, payload)]
    if entry.stage == "review" or _is_judged(one, entry.stage):
        found.append(Cause(f"{key}:task", TASK, entry.at, entry.version, payload))
    return found


def _is_judged(one: Reckoned, slug: str) -> bool:
    return any(s.slug == slug and s.entry is Entry.JUDGED for s in one.definition.stages)


# -- clocks -------------------------------------------------------------------------------------


def _of_clock(run: ClockRun, *, at: int) -> list[Cause]:
    """Return what became of a run: of one that is known by its day only, nothing is said."""
    if run.date_only:
        return []
    payload: dict[str, object] = {
        "clock": run.slug,
        "pass": run.pass_number,
        "started_at": _text(run.started_at),
        "target": run.target,
        "due_at": None if run.due_at >= NEVER else _text(run.due_at),
        "escalate": run.escalate,
        "reassign": run.reassign,
    }
    key = f"{run.pass_number}:clock:{run.slug}:{run.number}"
    return [
        Cause(f"{key}:{kind.removeprefix('clock.')}", kind, moment, run.version, payload)
        for kind, moment in _moments(run, at)
    ]


def _moments(run: ClockRun, at: int) -> Iterator[tuple[str, int]]:
    """Yield what became of a run, and when."""
    yield STARTED, run.started_at
    ends = at if run.stopped_at is None else run.stopped_at
    if run.warn_at is not None and run.warn_at <= ends and run.warn_at < run.due_at:
        yield WARNED, run.warn_at
    if run.state is RunState.MISSED:
        yield MISSED, run.due_at
    elif run.state is RunState.MET:
        yield MET, max(run.started_at, ends)
    elif run.state is RunState.VOID:
        yield LIFTED, ends


# -- facts --------------------------------------------------------------------------------------


def _of_facts(one: Reckoned) -> Iterator[Cause]:
    """Yield what was said of a lead's meetings, of who has it and of its rest."""
    version, owner, meetings = one.judgement.version, "", _Meetings()
    for fact in one.said or ():
        if fact.kind == ASSIGNED:
            given = str(fact.properties.get("owner", ""))
            if given != owner:
                yield _fact_cause(fact, ASSIGNED, "assigned", version, {"owner": given})
            owner = given
        elif fact.kind == SNOOZED:
            until = str(fact.properties.get("until", ""))
            yield _fact_cause(fact, SNOOZED, "snoozed", version, {"until": until})
        else:
            name, act, said = meetings.take(fact)
            if act:
                yield _fact_cause(fact, act, f"{act}:{name}", version, said)


def _fact_cause(
    fact: Fact, kind: str, name: str, version: int | None, said: dict[str, object]
) -> Cause:
    payload = {**said, "at": _text(fact.occurred_at)}
    return Cause(f"{name}:{fact.occurred_at}", kind, fact.occurred_at, version, payload)


class _Meetings:
    """Reads one lead's meetings fact by fact: a booking that names another is a move."""

    def __init__(self) -> None:
        self._names = MeetingNames()
        self._disputed: set[str] = set()
        self._placed: dict[str, dict[str, object]] = {}

    def take(self, fact: Fact) -> tuple[str, str, dict[str, object]]:
        """Return a meeting's name in keys, what became of it (or nothing new), and the message.

        The key's name is the fact's own, so that it stays as it is when two ids turn out to be
        one meeting.
        """
        name, same = self._names.take(fact)
        known = self._placed.pop(same, {}) if same is not None else {}
        if same in self._disputed:
            self._disputed.add(name)
        before = {**known, **self._placed.get(name, {})}
        act = self._act(fact, name, before)
        placed = {key: fact.properties.get(key) for key in ("starts_at", "ends_at")}
        after = before | {key: value for key, value in placed.items() if value is not None}
        self._placed[name] = {"meeting": name, **after}
        said = {**self._placed[name], **_reason(fact)}
        return meeting_id(fact), act, said

    def _act(self, fact: Fact, name: str, before: dict[str, object]) -> str:
        happened = fact.kind
        if happened in ("meeting.booked", "meeting.moved"):
            return _placing(fact, before)
        if happened == "meeting.disputed":
            self._disputed.add(name)
        elif happened in ("meeting.confirmed", "meeting.declined") and name in self._disputed:
            self._disputed.discard(name)
            return "meeting.settled"
        return happened if happened in MEETINGS else ""


def _placing(fact: Fact, before: dict[str, object]) -> str:
    """Return whether a fact that places a meeting books or moves it, or says nothing new."""
    if not before:
        return "meeting.booked"
    starts_at = fact.properties.get("starts_at")
    return "" if starts_at is None or starts_at == before.get("starts_at") else "meeting.moved"


def _reason(fact: Fact) -> dict[str, object]:
    """Return why it was declined, or by which side it was missed; nobody's words."""
    if fact.kind == "meeting.missed":
        return {"by": str(fact.properties.get("by", ""))}
    if fact.kind in ("meeting.confirmed", "meeting.declined"):
        reason = {"reason": fact.properties.get("reason")} if "declined" in fact.kind else {}
        return {"worth_it": fact.kind == "meeting.confirmed", **reason}
    return {}


def _text(instant: int) -> str:
    return moment_of(instant).isoformat()
