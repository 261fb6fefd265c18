"""How a workspace kept its promises: the runs of its clocks that began in a month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from meetworthy.app.definitions.timeline import timeline_of
from meetworthy.app.ledger.sql import fetch
from meetworthy.app.roster.read import roster_of
from meetworthy.definition.language import Clock, Definition, Unit
from meetworthy.definition.units import parse_target
from meetworthy.handoff.calendar import Calendar
from meetworthy.handoff.deadlines import team_calendar
from meetworthy.handoff.quotas import Month
from meetworthy.handoff.roster import Roster
from meetworthy.handoff.working_times import Instants, business_between_many
from meetworthy.measure.promises import Kept, Run, State, by_clock, by_person

from .team_quotas import in_force


@dataclass(frozen=True, slots=True)
class Promised:
    """The promises that began in a month, by clock, and by clock and person.

    ``labels`` are the clocks' in the order of the definition, those it no longer has last;
    ``working`` are the clocks of which any run was in working time.
    """

    month: Month
    labels: Mapping[str, str]
    clocks: Mapping[str, Kept]
    people: Mapping[tuple[str, str], Kept]
    working: frozenset[str] = frozenset()


def promised(workspace_id: int, month: Month, *, at: int) -> Promised:
    """Return how the promises that began in a month were kept, as known at an instant."""
    definition = in_force(timeline_of(workspace_id), max(month.start, min(at, month.end - 1)))
    hours = _Hours(definition, roster_of(workspace_id, at=at))
    runs = _runs(workspace_id, hours, month, at)
    clocks = by_clock(runs)
    labels = {clock.slug: clock.label for clock in definition.sla.clocks}
    labels |= {slug: slug.replace("_", " ") for slug in sorted(clocks) if slug not in labels}
    return Promised(month, labels, clocks, by_person(runs), hours.working())


def _runs(workspace_id: int, hours: _Hours, month: Month, at: int) -> list[Run]:
    rows = fetch(
        "SELECT slug, person, started_at, state, answered, date_only, stopped_at, target"
        " FROM judging_clock WHERE workspace_id = %s AND started_at >= %s AND started_at < %s",
        (workspace_id, month.start, min(month.end, at + 1)),
    )
    took = _took(rows, hours, at)
    return [
        Run(row[0], row[1], row[2], State(row[3]), bool(row[4]), length, bool(row[5]))
        for row, length in zip(rows, took.tolist(), strict=True)
    ]


def _took(rows: list[tuple[object, ...]], hours: _Hours, at: int) -> Instants:
    """Return how long each run went unanswered, in the time in which its clock runs."""
    starts = np.array([row[2] for row in rows], np.int64)
    ends = np.array([at if row[6] is None else row[6] for row in rows], np.int64)
    ends = np.maximum(starts, ends)  # answered before it began: at once
    took = ends - starts
    places: dict[Calendar, list[int]] = {}
    for place, row in enumerate(rows):
        calendar = hours.of(str(row[0]), str(row[1]), str(row[7]))
        if calendar is not None:
            places.setdefault(calendar, []).append(place)
    for calendar, found in places.items():
        took[found] = business_between_many(calendar, starts[found], ends[found])
    return took


class _Hours:
    """In whose working time the clocks of a version run."""

    def __init__(self, definition: Definition, roster: Roster) -> None:
        self._definition, self._roster = definition, roster
        self._clocks = {clock.slug: clock for clock in definition.sla.clocks}
        self._team = team_calendar(definition)
        self._known: dict[tuple[str, str, str], Calendar | None] = {}

    def of(self, slug: str, person: str, target: str) -> Calendar | None:
        """Return the calendar of a run; None where it runs by the clock."""
        key = (slug, person, target)
        if key not in self._known:
            self._known[key] = self._find(self._clocks.get(slug), person, target)
        return self._known[key]

    def working(self) -> frozenset[str]:
        """Return the clocks that were asked for and run in somebody's working time."""
        return frozenset(slug for (slug, _, _), known in self._known.items() if known is not None)

    def _find(self, clock: Clock | None, person: str, target: str) -> Calendar | None:
        if self._team is None or _unit(target) is Unit.WALL:
            return None
        known = self._roster.person(person) if clock is not None and clock.of_owner else None
        hours = self._definition.sla.hours
        if known is None or hours is None:
            return self._team
        return known.calendar(hours, self._definition.zone)


@lru_cache(maxsize=1_024)
def _unit(target: str) -> Unit:
    return parse_target(target).unit
