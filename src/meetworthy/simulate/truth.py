"""The truth about the simulated company: what its numbers would be if everything were seen.

Each conversion is stated twice: *expected*, from the generating chances and the exact
distribution of the delays, given when the first step was reached; and *realised*, from the
outcomes followed for years after the data end.  None of it uses the product's own code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import sqrt
from typing import Any

import numpy as np

from . import market
from .clock import DAY_SECONDS, Clock, Floats, Ints
from .delays import chance_by, chance_of_interest_by, delays_between
from .interest import Interest
from .population import Leads
from .sales import Pass
from .team import GAMER, PEOPLE, ROLES
from .values import Bools
from .world import World

HORIZONS = (30, 60, 90, 180, None)
"""Days; None is ever (within the first pass)."""

STEPS = (
    ("lead", "mql"),
    ("lead", "customer"),
    ("mql", "sal"),
    ("mql", "sql"),
    ("mql", "customer"),
    ("sql", "opportunity"),
    ("sql", "customer"),
    ("opportunity", "customer"),
)
"""The conversions of which the truth is stated; those over several clocks as realised only."""

EMPTY = "(empty)"
"""How the truth calls the group of leads whose source was recorded as empty."""


@dataclass
class Tally:
    """The sums behind one stated conversion."""

    entered: int = 0
    realised: int = 0
    expected: float = 0.0
    variance: float = 0.0
    is_expected: bool = True


@dataclass
class Truth:
    """The truth as it adds up over the blocks."""

    world: World
    tallies: dict[tuple[str, str, str | None, int | None], Tally] = field(default_factory=dict)
    meetings: dict[str, dict[str, int]] = field(default_factory=dict)
    returned: int = 0

    def add(self, leads: Leads, recorded: Ints, interest: Interest, passes: list[Pass]) -> None:
        """Add a block; ``recorded`` are the sources as the CRM has them."""
        steps = _first_steps(leads, interest, passes[0])
        chances = _chances(leads, interest, passes[0])
        for start, end in STEPS:
            self._conversion(start, end, steps, chances.get((start, end)), leads.source, recorded)
        for run in passes:
            self._people(run)
        self.returned += sum(len(run.lead) for run in passes[1:])

    def _conversion(
        self,
        start: str,
        end: str,
        steps: Mapping[str, Floats],
        chance: Floats | None,
        source: Ints,
        recorded: Ints,
    ) -> None:
        rows = np.flatnonzero(steps[start] < self.world.end)
        at, until = steps[start][rows], steps[end][rows]
        for horizon in HORIZONS:
            limit = np.inf if horizon is None else horizon * DAY_SECONDS
            reached = np.where(np.isfinite(until), until - at, np.inf) < limit
            likely = None
            if chance is not None:
                likely = chance[rows] * self._within(start, end, source[rows], at, horizon)
            self._count(start, end, horizon, recorded[rows], reached, likely)

    def _within(
        self, start: str, end: str, source: Ints, at: Floats, horizon: int | None
    ) -> Floats:
        """Return the chance that who takes the step takes it within the horizon."""
        if horizon is None:
            return np.ones(len(at))
        if start == "lead":
            return chance_of_interest_by(_elapsed(self.world.attention, at, horizon))
        hours = _elapsed(self.world.business, at, horizon)
        within = np.empty(len(at))
        for code in np.unique(source):
            rows = source == code
            within[rows] = chance_by(delays_between(start, end, int(code)), hours[rows])
        return within

    def _count(
        self,
        start: str,
        end: str,
        horizon: int | None,
        recorded: Ints,
        reached: Bools,
        likely: Floats | None,
    ) -> None:
        groups: list[tuple[str | None, Bools]] = [(None, np.ones(len(reached), dtype=np.bool_))]
        groups += [(_name(int(code)), recorded == code) for code in np.unique(recorded)]
        for name, rows in groups:
            tally = self.tallies.setdefault((start, end, name, horizon), Tally())
            tally.entered += int(rows.sum())
            tally.realised += int(reached[rows].sum())
            tally.is_expected = likely is not None
            if likely is not None:
                tally.expected += float(likely[rows].sum())
                tally.variance += float((likely[rows] * (1 - likely[rows])).sum())

    def _people(self, run: Pass) -> None:
        """Count the meetings that each SDR booked within the span, and what became of them."""
        counted = run.booked < self.world.end
        for code in np.unique(run.sdr[counted]):
            rows = counted & (run.sdr == code)
            entry = self.meetings.setdefault(
                PEOPLE[code],
                dict.fromkeys(("booked", "held", "confirmed", "opportunities", "without_sql"), 0),
            )
            entry["booked"] += int(rows.sum())
            entry["held"] += int(np.isfinite(run.held[rows]).sum())
            entry["confirmed"] += int(np.isfinite(run.confirmed[rows]).sum())
            entry["opportunities"] += int(np.isfinite(run.opportunity[rows]).sum())
            entry["without_sql"] += int(run.gamed[rows].sum())

    def conversions(self) -> list[dict[str, Any]]:
        """Return the stated conversions, as values for JSON."""
        return [_stated(key, tally) for key, tally in sorted(self.tallies.items(), key=_order)]

    def people(self) -> list[dict[str, Any]]:
        """Return the SDRs: who games, and what became of the meetings of each."""
        sdrs = dict.fromkeys(role.person for role in ROLES if role.role == "sdr")
        return [
            {"person": person, "games": person == PEOPLE[GAMER], **self.meetings.get(person, {})}
            for person in sdrs
        ]


def _name(code: int) -> str:
    return EMPTY if code < 0 else market.NAMES[code]


def _order(item: tuple[tuple[str, str, str | None, int | None], Tally]) -> tuple[int, str, int]:
    (start, end, source, horizon), _ = item
    return STEPS.index((start, end)), source or "", HORIZONS.index(horizon)


def _elapsed(clock: Clock, at: Floats, horizon: int) -> Floats:
    return clock.elapsed(at + horizon * DAY_SECONDS) - clock.elapsed(at)


def _first_steps(leads: Leads, interest: Interest, first: Pass) -> dict[str, Floats]:
    """Return when each lead reached each step in its first pass; infinity is never."""
    steps = {"lead": leads.created, "mql": interest.at}
    for name, at in (
        ("sal", first.accepted),
        ("sql", first.sql),
        ("opportunity", first.opportunity),
        ("customer", first.won),
    ):
        steps[name] = _spread(first, at, len(leads), np.inf)
    return steps


def _chances(leads: Leads, interest: Interest, first: Pass) -> dict[tuple[str, str], Floats]:
    """Return each lead's generating chance of each step, where the steps share one clock."""
    known = {
        ("mql", "sal"): first.chances.accept,
        ("mql", "sql"): first.chances.sql,
        ("sql", "opportunity"): first.chances.opportunity,
        ("sql", "customer"): first.chances.opportunity * first.chances.win,
        ("opportunity", "customer"): first.chances.win,
    }
    spread = {step: _spread(first, value, len(leads), 0.0) for step, value in known.items()}
    return {("lead", "mql"): interest.chance, **spread}


def _spread(run: Pass, values: Floats, count: int, missing: float) -> Floats:
    spread = np.full(count, missing)
    spread[run.lead] = values
    return spread


def _stated(key: tuple[str, str, str | None, int | None], tally: Tally) -> dict[str, Any]:
    start, end, source, horizon = key
    entered = max(tally.entered, 1)
    stated: dict[str, Any] = {
        "from": start,
        "to": end,
        "source": source,
        "horizon_days": horizon,
        "entered": tally.entered,
        "realised": tally.realised / entered,
    }
    if tally.is_expected:
        stated["expected"] = tally.expected / entered
        stated["standard_error"] = sqrt(tally.variance) / entered
    return stated
