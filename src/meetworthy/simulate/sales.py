"""What sales decides: the true model of one pass, from interest to a signed contract.

Outcomes are drawn first, delays second; delays of people run in working hours and add up.
So the chance of each step within a horizon is known exactly, and `truth` can state it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from . import market
from .clock import DAY_SECONDS, Floats, Ints
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


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What will become of each lead of a pass; drawn before any delay."""

    accepted: Bools
    ignored: Bools
    sql: Bools
    held: Bools
    confirmed: Bools
    opened: Bools
    won: Bools
    lost: Bools


@dataclass(frozen=True, slots=True)
class _Reading:
    """When each step would be taken, read on the clock of working hours."""

    accept: Floats
    qualify: Floats
    meet: Floats
    confirm: Floats
    opening: Floats
    closing: Floats
    after: Floats  # the delay after which a pass that opens nothing ends


def run_pass(
    leads: Leads, rows: Ints, at: Floats, number: int, world: World, random: np.random.Generator
) -> Pass:
    """Draw one pass of the leads in some rows that show interest at these instants."""
    source = leads.source[rows]
    replies = _replies(source)
    sdr = _sdr(leads, rows, at, number, world, random)
    chances = chances_of(leads, rows, sdr, number)
    what = _draw_outcome(chances, replies, random)
    when = _draw_reading(world.business.elapsed(at), source, replies, what.won, random)
    qualified = np.minimum(world.business.when(when.qualify), world.end)
    rep = people_on_duty("sales", qualified, world.span, random)
    plain = _dated(rows, number, chances, sdr, rep, at, what, when, replies, world)
    return _game(plain, what.accepted & ~what.sql, world, random)


def _draw_outcome(chances: Chances, replies: Bools, random: np.random.Generator) -> _Outcome:
    count = len(replies)
    draw = random.random(count)
    accepted, sql = draw < chances.accept, draw < chances.sql
    held = sql & (replies | (random.random(count) < HELD))
    confirmed = held & (random.random(count) < CONFIRMED)
    keen = chances.opportunity / (np.where(replies, 1.0, HELD) * CONFIRMED)
    opened = confirmed & (random.random(count) < keen)
    fate = random.random(count)
    won, still_open = fate < chances.win, fate > 1 - OPEN * (1 - chances.win)
    return _Outcome(
        accepted=accepted,
        ignored=~accepted & (random.random(count) < IGNORED),
        sql=sql,
        held=held,
        confirmed=confirmed,
        opened=opened,
        won=opened & won,
        lost=opened & ~won & ~still_open,
    )


def _draw_reading(
    start: Floats, source: Ints, replies: Bools, won: Bools, random: np.random.Generator
) -> _Reading:
    count = len(start)
    accept = start + _delay(ACCEPT_HOURS, ACCEPT_SIGMA, count, random)
    qualify = accept + _delay(qualify_hours(source), QUALIFY_SIGMA, count, random)
    until_meeting = _delay(MEET_HOURS, MEET_SIGMA, count, random)
    meet = qualify + np.where(replies, 0.0, until_meeting)
    confirm = meet + _delay(CONFIRM_HOURS, CONFIRM_SIGMA, count, random)
    opening = confirm + _delay(OPEN_HOURS, OPEN_SIGMA, count, random)
    close = np.where(won, CLOSE_DAYS, LOSE_DAYS) * DAY_HOURS
    closing = opening + _delay(close, CLOSE_SIGMA, count, random)
    after = _delay(2 * DAY_HOURS, 0.7, count, random)
    return _Reading(accept, qualify, meet, confirm, opening, closing, after)


def _dated(
    rows: Ints,
    number: int,
    chances: Chances,
    sdr: Ints,
    rep: Ints,
    at: Floats,
    what: _Outcome,
    when: _Reading,
    replies: Bools,
    world: World,
) -> Pass:
    """Return a pass with the instants of what happens; who replies qualifies in the meeting."""

    def dated(happens: Bools, reading: Floats) -> Floats:
        return np.where(happens, world.business.when(reading), np.inf)

    meet = np.where(replies, when.meet - 0.01, when.meet)
    booked = np.where(replies, (when.accept + when.qualify) / 2, when.qualify + 0.1)
    stopped = np.where(what.accepted, when.qualify, when.accept)
    stopped = np.where(what.sql, when.confirm + when.after, stopped)
    return Pass(
        lead=rows,
        number=number,
        chances=chances,
        sdr=sdr,
        rep=rep,
        mql=at,
        accepted=dated(what.accepted, when.accept),
        sql=dated(what.sql, when.qualify),
        booked=dated(what.sql, booked),
        starts=dated(what.sql, meet),
        held=dated(what.held, meet),
        missed=dated(what.sql & ~what.held, when.meet + 0.25),
        confirmed=dated(what.confirmed, when.confirm),
        declined=dated(what.held & ~what.confirmed, when.confirm),
        opportunity=dated(what.opened, when.opening),
        won=dated(what.won, when.closing),
        lost=dated(what.lost, when.closing),
        exit=dated(~what.opened & ~what.ignored, stopped),
        gamed=np.zeros(len(rows), dtype=np.bool_),
    )


def _sdr(
    leads: Leads, rows: Ints, at: Floats, number: int, world: World, random: np.random.Generator
) -> Ints:
    """Return who works each lead: its owner, or who is on duty if a month or more has gone."""
    on_duty = people_on_duty("sdr", np.minimum(at, world.end - 1), world.span, random)
    soon = (number == 1) & (at - leads.created[rows] < 30 * DAY_SECONDS)
    return np.where(soon, leads.sdr[rows], on_duty)


def _game(plain: Pass, idle: Bools, world: World, random: np.random.Generator) -> Pass:
    """Let the gaming SDR book meetings, in the last days of a month, with leads that are no SQL."""
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
    ends = months.astype("datetime64[D]").astype(np.int64) * float(DAY_SECONDS) - world.origin
    last = world.business.elapsed(ends) - random.uniform(0.0, 3 * DAY_HOURS, len(at))
    return world.business.when(np.maximum(last, world.business.elapsed(at) + 0.5))
