"""What sales decides: the true model of one pass, from interest to a signed contract.

Outcomes are drawn first, delays second; delays of people run in working hours and add up.
So the chance of each step within a horizon is known exactly, and `truth` can state it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import market
from .clock import Floats, Ints
from .market import SOURCES, Way
from .population import Leads
from .team import GAMER, people_on_duty
from .values import Bools
from .world import World

DAY_HOURS = 8.5
"""Working hours of one day."""

HELD, CONFIRMED, MOVED = 0.80, 0.85, 0.10
"""Chances: a booked meeting is held; a held one is confirmed; a booked one is moved first."""

ACCEPT_BASE, ACCEPT_SLOPE, ACCEPT_MOST = 0.42, 1.1, 0.97
"""Sales accepts more readily what will qualify: P(accept) = base + slope * P(SQL)."""

IGNORED = 0.08
"""The share of leads not accepted that nobody ever decides on."""

OPEN = 0.06
"""The share of opportunities that are neither won nor lost."""

ACCEPT_SIGMA, QUALIFY_SIGMA, MEET_SIGMA, CLOSE_SIGMA = 1.1, 0.8, 0.5, 0.7
CONFIRM_SIGMA, OPEN_SIGMA = 0.8, 0.6
"""The spread of delays: the standard deviations of their logarithms."""

ACCEPT_HOURS, MEET_HOURS, CONFIRM_HOURS, OPEN_HOURS = 2.0, 5 * DAY_HOURS, 3.0, 2 * DAY_HOURS
"""Median delays: to accept, until the meeting, to confirm it, to open the opportunity."""

CLOSE_DAYS, LOSE_DAYS = 27.0, 35.0
"""Median working days from opportunity to won and to lost."""

GAMED = 0.4
"""The share of accepted leads that are no SQL with whom the gaming SDR books a meeting."""

WORST, BEST = 0.005, 0.85
"""Bounds of the chance of an SQL."""


@dataclass(frozen=True, slots=True)
class Chances:
    """The true chances of each lead of a pass: drawn from, and stated in the truth."""

    sql: Floats  # given interest
    accept: Floats  # given interest
    opportunity: Floats  # given an SQL
    win: Floats  # given an opportunity


@dataclass(frozen=True, slots=True)
class Pass:
    """One pass of some leads through sales; instants are seconds, infinity is never.

    ``lead`` counts within the block; ``exit`` is when the pass ends without a win.
    """

    lead: Ints
    number: int
    chances: Chances
    sdr: Ints
    rep: Ints
    mql: Floats
    accepted: Floats
    sql: Floats
    booked: Floats
    starts: Floats
    held: Floats
    missed: Floats
    confirmed: Floats
    declined: Floats
    opportunity: Floats
    won: Floats
    lost: Floats
    exit: Floats
    gamed: Bools  # a meeting that the gaming SDR booked without an SQL


def chances_of(leads: Leads, rows: Ints, sdr: Ints, number: int) -> Chances:
    """Return the true chances of some leads, in a pass, with an SDR."""
    source, fit = leads.source[rows], leads.fit[rows]
    base = np.array([entry.sql for entry in SOURCES])[source]
    worn = market.RETURN_SQL ** (number - 1)
    sql = np.clip(base * np.array(market.FIT_SQL)[fit] * worn, WORST, BEST)
    held = np.where(_replies(source), 1.0, HELD)
    keen = np.array([entry.opportunity for entry in SOURCES])[source]
    keen = keen * np.where(sdr == GAMER, market.GAMED_OPPORTUNITY, 1.0)
    return Chances(
        sql=sql,
        accept=np.minimum(ACCEPT_MOST, ACCEPT_BASE + ACCEPT_SLOPE * sql),
        opportunity=held * CONFIRMED * keen,
        win=np.array([entry.win for entry in SOURCES])[source],
    )


def qualify_hours(source: Ints) -> Floats:
    """Return the median working hours from acceptance to SQL, by source code."""
    return np.array([entry.days for entry in SOURCES])[source] * DAY_HOURS


def _replies(source: Ints) -> Bools:
    return np.array([entry.way is Way.REPLY for entry in SOURCES])[source]


def _delay(median: Floats | float, sigma: float, count: int, random: np.random.Generator) -> Floats:
    return median * np.exp(sigma * random.standard_normal(count))


def _if(happens: Bools, at: Floats) -> Floats:
    return np.where(happens, at, np.inf)


def run_pass(
    leads: Leads, rows: Ints, at: Floats, number: int, world: World, random: np.random.Generator
) -> Pass:
    """Draw one pass of the leads in some rows that show interest at these instants."""
    count = len(rows)
    clock = world.business
    replies = _replies(leads.source[rows])
    sdr = _sdr(leads, rows, at, number, world, random)
    chances = chances_of(leads, rows, sdr, number)
    draw = random.random(count)
    is_sql, is_accepted = draw < chances.sql, draw < chances.accept
    ignored = ~is_accepted & (random.random(count) < IGNORED)
    start = clock.elapsed(at)
    accept = start + _delay(ACCEPT_HOURS, ACCEPT_SIGMA, count, random)
    qualify = accept + _delay(qualify_hours(leads.source[rows]), QUALIFY_SIGMA, count, random)
    meet = qualify + np.where(replies, 0.0, _delay(MEET_HOURS, MEET_SIGMA, count, random))
    held = is_sql & (replies | (random.random(count) < HELD))
    confirm = meet + _delay(CONFIRM_HOURS, CONFIRM_SIGMA, count, random)
    confirmed = held & (random.random(count) < CONFIRMED)
    keen = chances.opportunity / (np.where(replies, 1.0, HELD) * CONFIRMED)
    opened = confirmed & (random.random(count) < keen)
    opening = confirm + _delay(OPEN_HOURS, OPEN_SIGMA, count, random)
    fate = random.random(count)
    won, open_ = opened & (fate < chances.win), opened & (fate > 1 - OPEN * (1 - chances.win))
    closing = opening + _delay(
        np.where(won, CLOSE_DAYS, LOSE_DAYS) * DAY_HOURS, CLOSE_SIGMA, count, random
    )
    stopped = _exit_amount(is_accepted, is_sql, accept, qualify, confirm, random)
    plain = Pass(
        lead=rows,
        number=number,
        chances=chances,
        sdr=sdr,
        rep=people_on_duty("sales", np.minimum(clock.when(qualify), world.end), world.end, random),
        mql=at,
        accepted=_if(is_accepted, clock.when(accept)),
        sql=_if(is_sql, clock.when(qualify)),
        booked=_if(is_sql, clock.when(np.where(replies, (accept + qualify) / 2, qualify + 0.1))),
        starts=_if(is_sql, clock.when(np.where(replies, meet - 0.01, meet))),
        held=_if(held, clock.when(np.where(replies, meet - 0.01, meet))),
        missed=_if(is_sql & ~held, clock.when(meet + 0.25)),
        confirmed=_if(confirmed, clock.when(confirm)),
        declined=_if(held & ~confirmed, clock.when(confirm)),
        opportunity=_if(opened, clock.when(opening)),
        won=_if(won, clock.when(closing)),
        lost=_if(opened & ~won & ~open_, clock.when(closing)),
        exit=_if(~opened & ~ignored, clock.when(stopped)),
        gamed=np.zeros(count, dtype=np.bool_),
    )
    return _game(plain, is_accepted & ~is_sql, world, random)


def _sdr(
    leads: Leads, rows: Ints, at: Floats, number: int, world: World, random: np.random.Generator
) -> Ints:
    """Return who works each lead: its owner, or for a return whoever is on duty then."""
    if number == 1 and len(rows):
        on_duty = people_on_duty("sdr", np.minimum(at, world.end), world.end, random)
        soon = at - leads.created[rows] < 30 * 86_400
        return np.where(soon, leads.sdr[rows], on_duty)
    return people_on_duty("sdr", np.minimum(at, world.end), world.end, random)


def _exit_amount(
    accepted: Bools,
    sql: Bools,
    accept: Floats,
    qualify: Floats,
    confirm: Floats,
    random: np.random.Generator,
) -> Floats:
    """Return when a pass that opens nothing ends, in working hours on the clock."""
    after = _delay(2 * DAY_HOURS, 0.7, len(accept), random)
    return np.where(sql, confirm + after, np.where(accepted, qualify, accept))


def _game(plain: Pass, idle: Bools, world: World, random: np.random.Generator) -> Pass:
    """Let the gaming SDR book meetings, in the last days of a month, with leads that are no SQL."""
    from dataclasses import replace

    count = len(plain.lead)
    gamed = idle & (plain.sdr == GAMER) & (random.random(count) < GAMED)
    base = np.where(gamed, plain.accepted, 0.0)
    booked = _month_end(base, world, random)
    starts = world.business.after(booked, 1.0 + _delay(6.0, 0.5, count, random))
    shows, fate = gamed & (random.random(count) < 0.7), random.random(count)
    verdict = world.business.after(starts, _delay(1.0, 0.6, count, random))
    leaves = world.business.after(verdict, _delay(2 * DAY_HOURS, 0.7, count, random))
    return replace(
        plain,
        gamed=gamed,
        booked=np.where(gamed, booked, plain.booked),
        starts=np.where(gamed, starts, plain.starts),
        held=np.where(shows, starts, plain.held),
        missed=np.where(gamed & ~shows, starts + 900, plain.missed),
        confirmed=np.where(shows & (fate < 0.7), verdict, plain.confirmed),
        declined=np.where(shows & (fate >= 0.7), verdict, plain.declined),
        exit=np.where(gamed, leaves, plain.exit),
    )


def _month_end(at: Floats, world: World, random: np.random.Generator) -> Floats:
    """Return an instant in the last three working days of the month, or of the next one."""
    months = (world.local_days(at).astype("datetime64[D]")).astype("datetime64[M]") + 1
    ends = months.astype("datetime64[D]").astype(np.int64) * 86_400.0 - world.origin
    last = world.business.elapsed(ends) - random.uniform(0.0, 3 * DAY_HOURS, len(at))
    return world.business.when(np.maximum(last, world.business.elapsed(at) + 0.5))
