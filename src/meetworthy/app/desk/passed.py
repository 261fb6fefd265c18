"""What marketing passed on to sales, and what became of it: the inbox seen from the other side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from meetworthy.app.judging.standing import ACCEPTED, LEAVING
from meetworthy.app.ledger.load import load
from meetworthy.app.ledger.sql import among, fetch
from meetworthy.definition.language import Definition, Entry
from meetworthy.model.fact import Fact

REVIEW, EXIT = "review", "exit"
MOST = 20_000
"""Leads passed on in a period that are looked at; chosen by eye."""


class Outcome(StrEnum):
    """What became of a lead that was passed on."""

    WAITING = "waiting"  # sales has not answered
    ACCEPTED = "accepted"  # and is being worked on
    REJECTED = "rejected"  # left before sales took it
    LEFT = "left"  # left after sales took it
    FURTHER = "further"  # reached a stage after acceptance


@dataclass(frozen=True, slots=True)
class Passed:
    """One lead as passed on in one pass: when, what became of it, and when sales answered.

    ``reached`` is the furthest stage it reached; ``reason`` is the slug with which it left, and
    ``words`` what sales said to it.
    """

    lead: int
    pass_number: int
    at: int
    by: str  # the stage, or `review`
    outcome: Outcome
    answered_at: int | None = None
    reached: str = ""
    reason: str = ""
    words: str = ""
    answered_by: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Who a lead is, as lists show it."""

    uuid: UUID
    who: str
    about: str
    source: str
    owner: str


@dataclass(frozen=True, slots=True)
class Account:
    """The accounting of a period, the same for both sides."""

    outcomes: Counter[Outcome]
    reasons: Counter[str]
    reached: Counter[str]
    is_cut: bool

    @property
    def all(self) -> int:
        """How many were passed on."""
        return self.outcomes.total()


# The entries of every pass in which a lead was passed on within a period, in order.
_ENTRIES = """
SELECT p.lead, p.pass_number, p.at, e.stage, e.at, e.how, e.reason
FROM (SELECT lead, pass_number, min(at) AS at FROM judging_entry
      WHERE workspace_id = %s AND {stages} AND at >= %s AND at < %s
      GROUP BY lead, pass_number ORDER BY min(at) DESC, lead LIMIT %s) p
JOIN judging_entry e
  ON e.workspace_id = %s AND e.lead = p.lead AND e.pass_number = p.pass_number
ORDER BY p.at DESC, p.lead, e.place
"""


def passed_on(workspace_id: int, definition: Definition, *, since: int, until: int) -> list[Passed]:
    """Return the leads passed on in [since, until), the last first."""
    judged = [s.slug for s in definition.stages if s.entry is Entry.JUDGED]
    stages, named = among("stage", [*judged, REVIEW])
    rows = fetch(
        _ENTRIES.format(stages=stages),
        (workspace_id, named, since, until, MOST, workspace_id),
    )
    by_pass: dict[tuple[int, int], list[tuple[int, str, int, str, str | None]]] = {}
    for lead, number, at, stage, entered, how, reason in rows:
        by_pass.setdefault((lead, number), []).append((at, stage, entered, how, reason))
    order = [s.slug for s in definition.stages]
    return [_passed(key, entries, judged, order) for key, entries in by_pass.items()]


def _passed(
    key: tuple[int, int],
    entries: Sequence[tuple[int, str, int, str, str | None]],
    judged: Sequence[str],
    order: Sequence[str],
) -> Passed:
    at = entries[0][0]
    raised = {*judged, REVIEW}
    by = next(stage for _, stage, entered, *_ in entries if entered == at and stage in raised)
    taken = [
        (stage, entered)
        for _, stage, entered, _, _ in entries
        if stage in order and stage not in judged and order.index(stage) > 0 and entered >= at
    ]
    left = next(((e, r or "") for _, s, e, _, r in entries if s == EXIT and e >= at), None)
    outcome = Outcome.WAITING
    if taken:
        outcome = Outcome.FURTHER if len(taken) > 1 else Outcome.ACCEPTED
    if left is not None and outcome is not Outcome.FURTHER:
        outcome = Outcome.LEFT if taken else Outcome.REJECTED
    answered = min([entered for _, entered in taken] + ([left[0]] if left else []), default=None)
    reached = max((stage for stage, _ in taken), key=order.index, default="")
    return Passed(*key, at, by, outcome, answered, reached, left[1] if left else "")


def account_of(passed: Sequence[Passed]) -> Account:
    """Return the accounting of what was passed on."""
    reasons = Counter(one.reason for one in passed if one.outcome is Outcome.REJECTED)
    return Account(
        outcomes=Counter(one.outcome for one in passed),
        reasons=reasons,
        reached=Counter(one.reached for one in passed if one.reached),
        is_cut=len(passed) >= MOST,
    )


def with_words(workspace_id: int, passed: Iterable[Passed]) -> list[Passed]:
    """Return some with who answered, and in which words they were turned down."""
    shown = list(passed)
    facts = load(workspace_id, {one.lead for one in shown}, personal=True).facts
    by_lead: dict[int, list[Fact]] = {}
    for fact in facts:
        if fact.lead is not None and (fact.kind in LEAVING or fact.kind == ACCEPTED):
            by_lead.setdefault(fact.lead, []).append(fact)
    return [_worded(one, by_lead.get(one.lead, [])) for one in shown]


def _worded(one: Passed, facts: list[Fact]) -> Passed:
    answer = next((fact for fact in facts if fact.occurred_at == one.answered_at), None)
    if answer is None:
        return one
    words = str(answer.properties.get("words", ""))
    return replace(one, words=words, answered_by=answer.actor or "")


def people_of(workspace_id: int, leads: Iterable[int]) -> dict[int, Person]:
    """Return who these leads are."""
    condition, parameter = among("s.lead", leads)
    rows = fetch(
        "SELECT s.lead, l.uuid, s.name, s.email, s.title, s.company, s.domain, s.source, s.owner"
        " FROM judging_state s"
        " JOIN ledger_lead l ON l.workspace_id = s.workspace_id AND l.number = s.lead"
        f" WHERE s.workspace_id = %s AND {condition}",
        (workspace_id, parameter),
    )
    return {
        lead: Person(
            uuid if isinstance(uuid, UUID) else UUID(str(uuid)),
            name or email,
            " · ".join(filter(None, (title, company or domain))),
            source,
            owner,
        )
        for lead, uuid, name, email, title, company, domain, source, owner in rows
    }
