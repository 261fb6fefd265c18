"""The clocks of a lead: time left first, in the time in which each runs."""

from __future__ import annotations

from dataclasses import dataclass

from meetworthy.app.judging.one import Seen
from meetworthy.definition.language import Target, Unit
from meetworthy.handoff.business_time import business_between, is_open
from meetworthy.handoff.calendar import Calendar
from meetworthy.handoff.clock_run import ClockRun, RunState
from meetworthy.handoff.deadlines import team_calendar
from meetworthy.model.time import HOUR, NEVER

URGENT = HOUR
"""With less time than this left a clock is written in red; chosen by eye."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A run of a clock; ``left`` is time left (negative: over), in working time or wall time."""

    run: ClockRun
    left: int | None
    is_working_time: bool
    share: float  # of its time that has passed, in percent
    stands_still: bool = False  # nobody works now

    @property
    def is_running(self) -> bool:
        """Whether it waits for an answer."""
        return self.run.state is RunState.RUNNING

    @property
    def urgency(self) -> str:
        """How urgent it looks: the class of its figure."""
        if self.stands_still:
            return ""
        warned = self.run.warn_at is not None and self.share >= 50
        if self.left is not None and self.left < URGENT:
            return "bad"
        return "warn" if warned else ""


def clocks_of(seen: Seen) -> list[Shown]:
    """Return the clocks that run first, by when they are due; then those that are over."""
    shown = [_shown(run, seen) for run in seen.clocks]
    return sorted(shown, key=lambda one: (not one.is_running, _order(one)))


def _order(one: Shown) -> int:
    return one.run.due_at if one.is_running else -one.run.started_at


def _shown(run: ClockRun, seen: Seen) -> Shown:
    now, is_working = seen.judgement.at, _in_working_time(run, seen)
    calendar = _calendar(run, seen) if is_working else None
    if run.state is not RunState.RUNNING or run.due_at == NEVER:
        return Shown(run, None, is_working, 0.0)
    if calendar is None:
        left, whole = run.due_at - now, run.due_at - run.started_at
    else:
        left = business_between(calendar, now, run.due_at)
        whole = business_between(calendar, run.started_at, run.due_at)
    still = calendar is not None and not is_open(calendar, now)
    share = round(100 * (1 - left / whole), 1) if whole else 100.0
    return Shown(run, left, is_working, share, still)


def _calendar(run: ClockRun, seen: Seen) -> Calendar | None:
    """Return the working time that a run is in: the team's, or that of who has the lead."""
    team = team_calendar(seen.definition)
    if not run.hours_of or seen.hours is None:
        return team
    return seen.hours(seen.definition, run.hours_of, seen.judgement.at) or team


def _in_working_time(run: ClockRun, seen: Seen) -> bool:
    clock = next((c for c in seen.definition.sla.clocks if c.slug == run.slug), None)
    targets: tuple[Target | None, ...] = () if clock is None else (clock.target, clock.otherwise)
    unit = next((t.unit for t in targets if t is not None and t.text == run.target), Unit.WALL)
    return unit is not Unit.WALL
