"""Inboxes: what needs whom now, most urgent first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from uuid import UUID

from meetworthy.app.ledger.sql import fetch
from meetworthy.app.people.access import Access
from meetworthy.model.time import DAY, HOUR, NEVER

SIZE = 50
"""Lines of one page of an inbox; chosen by eye."""

MOST_COUNTED = 1_000
"""Lines counted at most; more are said to be more."""


LYING_AFTER = 14 * DAY
"""What is over for so long is no work of today; chosen by eye."""


class Whose(StrEnum):
    """Whose inbox is shown."""

    MINE = "mine"  # what asks for me, or for anybody of my role
    NOBODYS = "nobodys"  # what asks for nobody in particular
    ALL = "all"
    SNOOZED = "snoozed"  # mine that rest
    LYING = "lying"  # mine whose clock ran out so long ago that nobody works by it any more


@dataclass(frozen=True, slots=True)
class Line:
    """One need with what a list shows of its lead; instants are microseconds.

    ``due_at`` is None where no clock runs.  ``further`` are the lead's other needs.
    """

    lead: UUID
    number: int
    asked: str
    meeting: str
    person: str
    since: int
    due_at: int | None
    warn_at: int | None
    started_at: int | None
    clock: str
    cause: str
    cause_at: int | None
    snoozed_until: int | None
    snoozed_why: str
    name: str
    email: str
    title: str
    company: str
    domain: str
    score: float
    stage: str
    pass_number: int
    unknown: tuple[str, ...]
    next_question: str
    owner: str
    source: str
    motion: str
    starts_at: int | None
    held_at: int | None
    booker: str
    further: tuple[str, ...] = ()


# The needs of some people, the first due first; the leads and meetings that they are about.
_LINES = """
SELECT l.uuid, n.lead, n.asked, n.meeting, n.person, n.since, n.due_at, n.warn_at, n.started_at,
       n.clock, n.cause, n.cause_at, n.snoozed_until, n.snoozed_why, s.name, s.email, s.title,
       s.company, s.domain, s.score, s.stage, s.pass_number, s.unknown, s.next_question, s.owner,
       s.source, s.motion, m.starts_at, m.held_at, m.booker
FROM ({needs}) n
JOIN judging_state s ON s.workspace_id = %s AND s.lead = n.lead
JOIN ledger_lead l ON l.workspace_id = %s AND l.number = n.lead
LEFT JOIN judging_meeting m
  ON m.workspace_id = %s AND m.lead = n.lead AND m.name = n.meeting AND n.meeting <> ''
ORDER BY n.due_at, n.lead, n.asked
"""

_NEEDS = """
SELECT * FROM (SELECT * FROM judging_need
WHERE workspace_id = %s AND {whose} AND {rest} AND (due_at, lead) > (%s, %s) AND due_at <= %s
ORDER BY due_at, lead LIMIT %s) part{number}
"""


_NOT_THEIRS = """
NOT (asked IN ('worth', 'confirm', 'settle') AND EXISTS (
  SELECT 1 FROM judging_meeting m WHERE m.workspace_id = judging_need.workspace_id
  AND m.lead = judging_need.lead AND m.name = judging_need.meeting
  AND (m.booker = %s OR (asked = 'settle' AND m.decliner = %s))))
"""
"""Who booked a meeting is not asked for its worth, nor who declined it about the dispute."""


@dataclass(frozen=True, slots=True)
class Whom:
    """Whose inbox of a workspace: a person's address, and the role by which they are asked."""

    workspace_id: int
    person: str
    role: str = ""


def whom_of(access: Access) -> Whom:
    """Return the one who is looking."""
    role = "" if access.role is None else access.role.value
    return Whom(access.workspace.pk, access.actor, role)


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines of an inbox, and after which (due, lead) the next follow; None at the end."""

    lines: tuple[Line, ...]
    later: tuple[int, int] | None


def inbox_of(
    whom: Whom,
    whose: Whose,
    *,
    at: int,
    after: tuple[int, int] = (-1, -1),
    size: int = SIZE,
) -> Page:
    """Return the leads that need somebody at an instant, a line each, the first due first."""
    parts, parameters = _parts(whom, whose, at, after, 2 * size)
    needs = " UNION ALL ".join(parts)
    workspace = whom.workspace_id
    rows = fetch(_LINES.format(needs=needs), (*parameters, workspace, workspace, workspace))
    lines = _by_lead([_line(row) for row in rows])
    shown = lines[:size]
    more = len(lines) > size or len(rows) >= 2 * size
    last = shown[-1] if shown else None
    later = (NEVER if last.due_at is None else last.due_at, last.number) if last and more else None
    return Page(tuple(shown), later)


@dataclass(frozen=True, slots=True)
class Count:
    """How many leads an inbox holds, how many of them are over, and how many due in an hour."""

    all: int
    over: int
    soon: int


def count_of(whom: Whom, whose: Whose, *, at: int) -> Count:
    """Return how many leads an inbox holds, counted up to a bound."""
    parts, parameters = _parts(whom, whose, at, (-1, -1), MOST_COUNTED)
    needs = " UNION ALL ".join(parts)
    query = (
        "SELECT count(*), coalesce(sum(CASE WHEN due <= %s THEN 1 ELSE 0 END), 0),"
        " coalesce(sum(CASE WHEN due > %s AND due <= %s THEN 1 ELSE 0 END), 0)"
        f" FROM (SELECT lead, min(due_at) AS due FROM ({needs}) n GROUP BY lead) leads"
    )
    (row,) = fetch(query, (at, at, at + HOUR, *parameters))
    return Count(*map(int, row))


def _parts(
    whom: Whom, whose: Whose, at: int, after: tuple[int, int], limit: int
) -> tuple[list[str], list[Any]]:
    """Return one query for each stretch of the index, and their parameters."""
    old = at - LYING_AFTER
    after = after if whose is Whose.LYING else max(after, (old, -1))
    until = old if whose is Whose.LYING else NEVER
    rest = "snoozed_until > %s" if whose is Whose.SNOOZED else "snoozed_until <= %s"
    stretches = _stretches(whom, whose)
    parts = [
        _NEEDS.format(whose=condition, rest=rest, number=number)
        for number, (condition, _) in enumerate(stretches)
    ]
    parameters: list[Any] = []
    for _, said in stretches:
        parameters += [whom.workspace_id, *said, at, *after, until, limit]
    return parts, parameters


def _stretches(whom: Whom, whose: Whose) -> list[tuple[str, Sequence[str]]]:
    mine = ("person = %s", [whom.person])
    ours = (
        f"person = '' AND ' ' || roles || ' ' LIKE %s AND {_NOT_THEIRS}",
        [f"% {whom.role} %", whom.person, whom.person],
    )
    match whose:
        case Whose.ALL:
            return [("1 = 1", [])]
        case Whose.NOBODYS:
            return [("person = ''", [])]
        case _:
            return [mine, ours] if whom.role else [mine]


def _by_lead(lines: list[Line]) -> list[Line]:
    """Return one line a lead: its most urgent need, with what else it needs."""
    found: dict[int, list[Line]] = {}
    for line in lines:
        found.setdefault(line.number, []).append(line)
    return [_first(each) for each in found.values()]


def _first(lines: list[Line]) -> Line:
    first, *others = lines
    return replace(first, further=tuple(line.asked for line in others))


def _line(row: tuple[Any, ...]) -> Line:
    (
        uuid, number, asked, meeting, person, since, due_at, warn_at, started_at, clock, cause,
        cause_at, snoozed_until, snoozed_why, name, email, title, company, domain, score, stage,
        pass_number, unknown, next_question, owner, source, motion, starts_at, held_at, booker,
    ) = row  # fmt: skip
    return Line(
        lead=uuid if isinstance(uuid, UUID) else UUID(str(uuid)),
        number=number,
        asked=asked,
        meeting=meeting,
        person=person,
        since=since,
        due_at=None if due_at >= NEVER else due_at,
        warn_at=warn_at,
        started_at=started_at,
        clock=clock,
        cause=cause,
        cause_at=cause_at,
        snoozed_until=snoozed_until or None,
        snoozed_why=snoozed_why,
        name=name,
        email=email,
        title=title,
        company=company,
        domain=domain,
        score=score,
        stage=stage,
        pass_number=pass_number,
        unknown=tuple(unknown.split()),
        next_question=next_question,
        owner=owner,
        source=source,
        motion=motion,
        starts_at=starts_at,
        held_at=held_at,
        booker=booker or "",
    )
