"""The meetings and the deals of one pass, as calendars and the CRM record them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from .clock import Floats, Ints
from .decisions import Exit
from .population import Accounts, Leads
from .records import running_ids
from .sales import MOVED, Pass
from .team import people
from .values import Batch, Numbers, Texts, Words, always, number
from .words import DECLINED, REASONS
from .world import CURRENCY, World

SELF_CONFIRMED = 0.45
"""The share of the meetings without an SQL that the gaming SDR confirms herself."""

PASSES = 4
"""The most passes a lead has, plus one; keeps the numbers of meetings apart."""


def facts_of_meetings(
    run: Pass, leads: Leads, world: World, random: np.random.Generator
) -> list[Batch]:
    """Return the life of the meetings of a pass, from the booking to the verdict."""
    starts = run.starts.copy()
    moved = (random.random(len(starts)) < MOVED) & np.isfinite(starts) & ~run.gamed
    planned = np.where(moved, world.business.before(np.where(moved, starts, 0.0), 4.0), starts)
    keep = moved & (planned > run.booked + 7200)
    ours = (random.random(len(starts)) < SELF_CONFIRMED) & run.gamed
    judge = np.where(ours, run.sdr, run.rep)
    booked = np.isfinite(run.booked)
    gap = np.minimum(np.where(booked, starts, 0.0) - np.where(booked, run.booked, 0.0), 86_400.0)
    accept = run.booked + gap * random.uniform(0.1, 0.9, len(starts))
    shown = np.where(
        run.gamed, random.normal(11, 3, len(starts)), random.normal(41, 9, len(starts))
    )
    minutes = number(np.clip(np.round(shown), 3, 90))
    first = Numbers(_dates(np.where(keep, planned, starts), world), pa.date32())
    again = Numbers(_dates(starts, world), pa.date32())
    change = np.where(keep, (run.booked + planned) / 2, np.inf)
    reason = Words(random.integers(0, len(DECLINED), len(starts)), DECLINED)
    missed = always("guest", len(starts))
    return [
        _meeting("booked", run, leads, run.booked, run.sdr, starts=first),
        _meeting("accepted", run, leads, np.where(ours, np.inf, accept), run.rep),
        _meeting("moved", run, leads, change, run.sdr, starts=again),
        _meeting("held", run, leads, run.held, run.sdr, minutes=minutes),
        _meeting("missed", run, leads, run.missed, run.sdr, by=missed),
        _meeting("confirmed", run, leads, run.confirmed, judge),
        _meeting("declined", run, leads, run.declined, run.rep, reason=reason),
    ]


def _dates(at: Floats, world: World) -> Ints:
    return world.local_days(np.where(np.isfinite(at), at, 0.0))


def _meeting(
    what: str, run: Pass, leads: Leads, at: Floats, actor: Ints, **properties: Words | Numbers
) -> Batch:
    rows = np.flatnonzero(np.isfinite(at))
    said: dict[str, Words | Numbers | Texts] = {k: v.take(rows) for k, v in properties.items()}
    said["meeting"] = running_ids("M", leads.number[run.lead[rows]] * PASSES + run.number)
    return Batch(
        f"meeting.{what}",
        "calendar",
        at[rows],
        run.lead[rows],
        actor=people(actor[rows]),
        properties=said,
    )


def draw_amounts(
    run: Pass, leads: Leads, accounts: Accounts, random: np.random.Generator
) -> Floats:
    """Return what each deal of a pass is worth a year in EUR, by the size of the company."""
    size = accounts.employees[leads.account[run.lead]].astype(np.float64)
    base = 5200.0 * np.clip(size, 5, 2000) ** 0.45
    return np.round(base * np.exp(0.35 * random.standard_normal(len(size))), -2)


def facts_of_deals(
    run: Pass, end: Exit, leads: Leads, amounts: Floats, world: World, shift: Floats
) -> list[Batch]:
    """Return the deals of a pass; won and lost are known by their day.

    ``shift`` moves the dates of single deals (seconds), to plant a fault; 0 elsewhere.
    """
    lost = np.where(end.kind == 2, end.at, np.inf)
    reason = Words(end.reason, REASONS)
    amount = number(amounts)
    currency = always(CURRENCY, len(amounts))
    return [
        _deal(
            "created",
            run,
            leads,
            run.opportunity + shift,
            world,
            by_day=False,
            amount=amount,
            currency=currency,
        ),
        _deal(
            "won", run, leads, run.won + shift, world, by_day=True, amount=amount, currency=currency
        ),
        _deal("lost", run, leads, lost, world, by_day=True, reason=reason),
    ]


def _deal(
    what: str,
    run: Pass,
    leads: Leads,
    at: Floats,
    world: World,
    *,
    by_day: bool,
    **properties: Words | Numbers,
) -> Batch:
    rows = np.flatnonzero(np.isfinite(at))
    said: dict[str, Words | Numbers | Texts] = {k: v.take(rows) for k, v in properties.items()}
    said["opportunity"] = running_ids("D", leads.number[run.lead[rows]] * PASSES + run.number)
    when = world.day_starts(at[rows]) if by_day else at[rows]
    return Batch(
        f"opportunity.{what}",
        "crm",
        when,
        run.lead[rows],
        actor=people(run.rep[rows]),
        date_only=by_day,
        properties=said,
    )
