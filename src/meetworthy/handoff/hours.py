"""Whose working time a promise runs in: the team's, or that of who has the lead.

A clock `of_owner` takes the hours, the zone and the absences of who has the lead when it starts,
as known at that moment.  When the lead is handed on, the time that has been used stays used, and
what is left runs on in the working time of who has it now.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from meetworthy.definition.language import Definition, Target, Unit
from meetworthy.model.fact import Fact

from .business_time import add_business, business_between, same_day_closing
from .calendar import Calendar
from .clock_run import ClockRun
from .deadlines import percent_of, warn_at
from .promises import Promise
from .roster import Roster

ASSIGNED = "lead.assigned"
"""The kind of fact that says who has a lead."""

OwnersHours = Callable[[Definition, str, int], Calendar | None]
"""When a person works, as known at an instant; None for somebody of whom nobody said anything."""


def hours_by(roster_at: Callable[[int], Roster]) -> OwnersHours:
    """Return when people work by what is said of them, the team's hours where that is silent."""

    def hours(definition: Definition, owner: str, at: int) -> Calendar | None:
        team = definition.sla.hours
        person = roster_at(at).person(owner)
        return None if team is None or person is None else person.calendar(team, definition.zone)

    return hours


@dataclass(frozen=True, slots=True)
class Owners:
    """Who has one lead when, and when each of them works; nobody in particular where unsaid."""

    since: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    hours: OwnersHours | None = None

    def at(self, instant: int) -> str:
        """Return who has the lead at an instant; empty for nobody, and where no hours are known."""
        if self.hours is None:
            return ""
        place = bisect_right(self.since, instant) - 1
        return self.names[place] if place >= 0 else ""

    def calendar(self, promise: Promise, at: int) -> Calendar | None:
        """Return the working time that a promise runs in, as known at an instant."""
        owner = self.at(at)
        if self.hours is None or not promise.clock.of_owner or not owner:
            return promise.calendar
        return self.hours(promise.definition, owner, at) or promise.calendar


def owners_in(told: Iterable[tuple[int, Fact]], hours: OwnersHours | None) -> Owners:
    """Return who has a lead when, from its facts, each with when it came to be the lead's."""
    given = sorted(
        ((at, fact.sender, fact.id, fact) for at, fact in told if fact.kind == ASSIGNED),
        key=lambda one: one[:3],
    )
    names = tuple(str(fact.properties.get("owner", "")).lower() for *_, fact in given)
    return Owners(tuple(one[0] for one in given), names, hours)


@dataclass(slots=True)
class Running:
    """A run under way: in whose time it runs, and since when with how much of it left.

    ``left`` and ``to_warning`` are working time as of ``since``; unused by other targets.
    """

    promise: Promise
    run: ClockRun
    target: Target
    calendar: Calendar | None
    since: int
    left: int = 0
    to_warning: int | None = None

    @classmethod
    def of(
        cls, promise: Promise, run: ClockRun, target: Target, calendar: Calendar | None
    ) -> Running:
        """Return a run that has just started."""
        left, warning = target.duration or 0, promise.clock.warn
        to_warning = None if warning is None else left * percent_of(warning) // 100
        return cls(promise, run, target, calendar, run.started_at, left, to_warning)

    def hand_over(self, calendar: Calendar | None, *, owner: str, at: int) -> None:
        """Let what is left run on in another working time; what ran out by then stays so."""
        if self.run.due_at <= at or owner == self.run.hours_of:
            return
        self.run = replace(self.run, hours_of=owner)
        if calendar is None or self.calendar is None or self.target.unit is Unit.WALL:
            return
        is_warned = self.run.warn_at is not None and self.run.warn_at <= at
        if self.target.unit is Unit.SAME_DAY:
            self._today(calendar, at, is_warned=is_warned)
        else:
            self._use(business_between(self.calendar, self.since, at))
            self._left(calendar, at, is_warned=is_warned)
        self.calendar, self.since = calendar, at

    def _use(self, passed: int) -> None:
        self.left -= passed
        self.to_warning = None if self.to_warning is None else max(0, self.to_warning - passed)

    def _left(self, calendar: Calendar, at: int, *, is_warned: bool) -> None:
        warns = self.run.warn_at
        if self.to_warning is not None and not is_warned:
            warns = add_business(calendar, at, self.to_warning)
        self.run = replace(self.run, due_at=add_business(calendar, at, self.left), warn_at=warns)

    def _today(self, calendar: Calendar, at: int, *, is_warned: bool) -> None:
        warns, warning = self.run.warn_at, self.promise.clock.warn
        if warning is not None and not is_warned:
            warns = warn_at(warning, self.target, at, calendar)
        self.run = replace(self.run, due_at=same_day_closing(calendar, at), warn_at=warns)
