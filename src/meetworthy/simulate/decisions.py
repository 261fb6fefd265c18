"""What people of sales record in one pass: decisions, criteria, contacts, exits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import market
from .clock import Floats, Ints
from .population import TITLE_WORDS, Leads
from .sales import Pass
from .team import people
from .values import Batch, Bools, Words
from .words import (
    COMING_BACK,
    CONFIRMED,
    CRITERIA,
    DENIED,
    LOST,
    PARTIAL,
    REASONS,
    RECYCLED,
    REJECTED,
    SENTENCES,
    STATUSES,
    UNKNOWN,
)
from .world import World

AFTERWARDS = 0.04
"""The share of SQLs whose budget is written down some minutes after the decision."""

STUDENT = TITLE_WORDS.index("Working student")

CERTAIN = 0.55
"""The share of needed criteria that are confirmed rather than partial."""


@dataclass(frozen=True, slots=True)
class Exit:
    """How a pass ends: when, the code of the reason, and the kind of the fact; -1: it does not."""

    at: Floats
    reason: Ints
    kind: Ints


KINDS = ("lead.rejected", "lead.recycled", "opportunity.lost")


def exit_of(run: Pass, leads: Leads, random: np.random.Generator) -> Exit:
    """Draw why each pass ends."""
    count = len(run.lead)
    accepted, lost = np.isfinite(run.accepted), np.isfinite(run.lost)
    at = np.where(lost, run.lost, run.exit)
    ends = np.isfinite(at)
    kind = np.where(lost, 2, np.where(accepted, 1, 0))
    rejected = _rejection(leads, run.lead, random)
    recycled = random.choice(len(RECYCLED), count, p=(0.3, 0.33, 0.17, 0.2))
    gone = random.choice(len(LOST), count, p=(0.3, 0.25, 0.45))
    reason = np.select(
        [kind == 0, kind == 1],
        [_codes(REJECTED)[rejected], _codes(RECYCLED)[recycled]],
        _codes(LOST)[gone],
    )
    return Exit(at, np.where(ends, reason, -1), np.where(ends, kind, -1))


def _codes(words: tuple[str, ...]) -> Ints:
    return np.array([REASONS.index(word) for word in words])


def _rejection(leads: Leads, rows: Ints, random: np.random.Generator) -> Ints:
    """Return why leads are rejected: poor fit more often than not, else they do not answer."""
    draw = random.random(len(rows))
    poor = leads.fit[rows] <= 1
    code = np.where(draw < np.where(poor, 0.7, 0.25), 0, 1)
    code = np.where(leads.title[rows] == STUDENT, 2, code)
    fair = (leads.source[rows] == market.FAIR) & (draw > 0.5)
    return np.where(fair, 3, code)


def comes_back(end: Exit, world: World, random: np.random.Generator) -> Floats:
    """Return when each lead shows high interest again; infinity is never."""
    words = _codes(COMING_BACK)
    returns = np.isin(end.reason, words) & (random.random(len(end.at)) < market.RETURN)
    at = np.where(returns, end.at, 0.0)
    delay = 5.0 + random.exponential(65.0, len(at))
    return np.where(returns, world.attention.after(at, delay), np.inf)


def facts_of_decisions(
    run: Pass, end: Exit, world: World, random: np.random.Generator
) -> list[Batch]:
    """Return acceptance, contacts, criteria, qualification and the exit of a pass."""
    actor = people(run.sdr)
    accepted, sql = _rows(run.accepted), _rows(run.sql)
    return [
        _fact("lead.accepted", run, accepted, run.accepted[accepted], actor),
        *_contacts(run, world, random),
        *_criteria(run, end, random),
        _fact("lead.qualified", run, sql, run.sql[sql], actor),
        *_exits(run, end),
    ]


def _rows(at: Floats) -> Ints:
    return np.flatnonzero(np.isfinite(at))


def _fact(kind: str, run: Pass, rows: Ints, at: Floats, actor: Words, **properties: Words) -> Batch:
    return Batch(kind, "crm", at, run.lead[rows], actor=actor.take(rows), properties=properties)


def _contacts(run: Pass, world: World, random: np.random.Generator) -> list[Batch]:
    """Return the attempts to reach accepted leads, all before the pass goes on or ends."""
    rows = np.repeat(np.arange(len(run.lead)), 1 + random.poisson(0.9, len(run.lead)))
    rows = rows[np.isfinite(run.accepted[rows])]
    begin = world.business.elapsed(run.accepted[rows])
    until = np.minimum(run.sql[rows], run.exit[rows])
    room = world.business.elapsed(until) - begin
    at = world.business.when(begin + np.minimum(random.exponential(2.0, len(rows)), 0.9 * room))
    how = Words((random.random(len(rows)) < 0.35).astype(np.int64), ("call", "email"))
    return [_fact("contact.made", run, rows, at, people(run.sdr), how=how)]


def _criteria(run: Pass, end: Exit, random: np.random.Generator) -> list[Batch]:
    """Return what is learned of each criterion: enough for an SQL, or why it was none."""
    sql = np.isfinite(run.sql)
    talked = sql | run.gamed | (np.isfinite(run.accepted) & (random.random(len(sql)) < 0.6))
    rows = np.flatnonzero(talked & np.isfinite(np.minimum(run.sql, end.at)))
    moment = np.minimum(run.sql, np.where(run.gamed, run.booked, end.at))[rows]
    batches = []
    for code, criterion in enumerate(CRITERIA):
        status = _status(criterion, sql[rows], run.gamed[rows], end.reason[rows], random)
        at = moment - 60.0 * (5 - code)
        if criterion == "budget":
            late = sql[rows] & (random.random(len(rows)) < AFTERWARDS)
            at = np.where(late, moment + 300.0, at)
        batches.append(_assessed(run, rows, at, criterion, status, random))
    return batches


def _assessed(
    run: Pass, rows: Ints, at: Floats, criterion: str, status: Ints, random: np.random.Generator
) -> Batch:
    known = status != UNKNOWN
    rows, at, status = rows[known], at[known], status[known]
    meets = np.isfinite(run.sql[rows]) & (random.random(len(rows)) < 0.2)
    return _fact(
        "criterion.assessed",
        run,
        rows,
        at,
        people(run.sdr),
        criterion=Words(np.zeros(len(rows), dtype=np.int64), (criterion,)),
        status=Words(status, STATUSES),
        how=Words(meets.astype(np.int64), ("call", "email")),
        words=Words(status, SENTENCES[criterion]),
    )


def _status(
    criterion: str, sql: Bools, gamed: Bools, reason: Ints, random: np.random.Generator
) -> Ints:
    """Return the status of one criterion for leads that were talked to."""
    draw = random.random(len(sql))
    enough = np.where((draw < CERTAIN) | (criterion == "need"), CONFIRMED, PARTIAL)
    other = np.select([draw < 0.25, draw < 0.5], [DENIED, PARTIAL], UNKNOWN)
    if criterion == "need":
        other = np.where(
            reason == REASONS.index("no need"), DENIED, np.where(draw < 0.5, PARTIAL, UNKNOWN)
        )
        other = np.where(gamed, CONFIRMED, other)
    if criterion == "budget":
        other = np.where(reason == REASONS.index("no budget yet"), DENIED, other)
    if criterion == "timeline":
        other = np.where(reason == REASONS.index("bad timing"), DENIED, other)
    return np.where(sql, enough, other)


def _exits(run: Pass, end: Exit) -> list[Batch]:
    batches = []
    for code, kind in enumerate(KINDS[:2]):  # lost opportunities are written with the deals
        rows = np.flatnonzero(end.kind == code)
        reason = Words(end.reason[rows], REASONS)
        batches.append(_fact(kind, run, rows, end.at[rows], people(run.sdr), reason=reason))
    return batches
