"""How a workspace kept its promises: the runs of its clocks that began in a month."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from itertools import groupby
from typing import TypeVar

import numpy as np

from meetworthy.app.definitions.timeline import timeline_of
from meetworthy.app.ledger.sql import among, fetch
from meetworthy.app.roster.read import roster_of
from meetworthy.definition.language import Clock, Definition, Unit
from meetworthy.definition.units import parse_target
from meetworthy.handoff.calendar import Calendar
from meetworthy.handoff.deadlines import team_calendar
from meetworthy.handoff.quotas import Month
from meetworthy.handoff.roster import Roster
from meetworthy.handoff.working_times import Instants, business_between_many
from meetworthy.measure.promises import Answers, State, Tally, answers_of, tally_of

from .team_quotas import in_force


@dataclass(frozen=True, slots=True)
class Promised:
    """The promises that began in a month, by clock, and by clock and person.

    ``labels`` are the clocks' in the order of the definition, those it no longer has last;
    ``working`` are the clocks of which any run was in working time.
    """

    month: Month
    labels: Mapping[str, str]
    clocks: Mapping[str, Tally]
    people: Mapping[tuple[str, str], Tally]
    answers: Mapping[str, Answers]
    working: frozenset[str] = frozenset()


def promised(workspace_id: int, month: Month, *, at: int) -> Promised:
    """Return how the promises that began in a month were kept, as known at an instant."""
    definition = in_force(timeline_of(workspace_id), max(month.start, min(at, month.end - 1)))
    people = _people(workspace_id, month)
    clocks = {slug: total(people, slug) for slug in sorted({slug for slug, _ in people})}
    labels = {clock.slug: clock.label for clock in definition.sla.clocks}
    labels |= {slug: slug.replace("_", " ") for slug in clocks if slug not in labels}
    hours = _Hours(definition, roster_of(workspace_id, at=at))
    answers = _answers(workspace_id, hours, month, at)
    return Promised(month, labels, clocks, people, answers, hours.working())


def kept_in(workspace_id: int, month: Month) -> Mapping[str, Tally]:
    """Return how many promises of a month were kept, by clock."""
    rows = fetch(
        "SELECT slug, state, date_only, count(*) FROM judging_clock"
        " WHERE workspace_id = %s AND started_at >= %s AND started_at < %s"
        " GROUP BY slug, state, date_only ORDER BY slug",
        (workspace_id, month.start, month.end),
    )
    return {
        slug: tally_of((State(row[1]), bool(row[2]), row[3]) for row in mine)
        for slug, mine in groupby(rows, key=lambda row: row[0])
    }


def total(people: Mapping[tuple[str, str], Tally], clock: str) -> Tally:
    """Return the sum of everybody's promises of a clock."""
    mine = [tally for (slug, _), tally in people.items() if slug == clock]
    return Tally(*(sum(getattr(tally, each.name) for tally in mine) for each in fields(Tally)))


def _people(workspace_id: int, month: Month) -> dict[tuple[str, str], Tally]:
    rows = fetch(
        "SELECT slug, person, state, date_only, count(*) FROM judging_clock"
        " WHERE workspace_id = %s AND started_at >= %s AND started_at < %s"
        " GROUP BY slug, person, state, date_only ORDER BY slug, person",
        (workspace_id, month.start, month.end),
    )
    return {
        key: tally_of((State(row[2]), bool(row[3]), row[4]) for row in mine)
        for key, mine in groupby(rows, key=lambda row: (row[0], row[1]))
    }


_NO_CLOCK = ""
_NEVER_ONE_NAME = ""  # of runs whose clock is not of its owner, whoever has the lead


def _answers(workspace_id: int, hours: _Hours, month: Month, at: int) -> dict[str, Answers]:
    """Return how long the answers of each clock took, in the time in which it runs."""
    mine, parameter = among("slug", sorted({*hours.of_owners, _NO_CLOCK}))
    rows = fetch(
        "SELECT slug, target, started_at, stopped_at, answered,"
        f" CASE WHEN {mine} THEN person ELSE %s END FROM judging_clock"
        " WHERE workspace_id = %s AND started_at >= %s AND started_at < %s"
        " AND (state = 'running' OR NOT date_only)",
        (parameter, _NEVER_ONE_NAME, workspace_id, month.start, min(month.end, at + 1)),
    )
    slugs, targets, starts, ends, answered, people = zip(*rows, strict=True) if rows else [()] * 6
    took = _took(list(zip(slugs, people, targets, strict=True)), starts, ends, hours, at)
    ended, places = np.array(answered, bool), _places(slugs)
    return {slug: answers_of(took[found], ended[found]) for slug, found in places.items()}


def _took(
    runs: Sequence[tuple[str, str, str]],
    starts: Sequence[int],
    ends: Sequence[int | None],
    hours: _Hours,
    at: int,
) -> Instants:
    """Return how long each run went unanswered; one answered before it began, at once."""
    start = np.array(starts, np.int64)
    end = np.maximum(start, np.array([at if one is None else one for one in ends], np.int64))
    took = end - start
    by_calendar: dict[Calendar, list[Instants]] = {}
    for run, found in _places(runs).items():
        calendar = hours.of(*run)
        if calendar is not None:
            by_calendar.setdefault(calendar, []).append(found)
    for calendar, parts in by_calendar.items():
        found = np.concatenate(parts)
        took[found] = business_between_many(calendar, start[found], end[found])
    return took


Key = TypeVar("Key", bound=Hashable)


def _places(keys: Sequence[Key]) -> dict[Key, Instants]:
    """Return where each of some keys stands."""
    found: dict[Key, list[int]] = {}
    for place, key in enumerate(keys):
        found.setdefault(key, []).append(place)
    return {key: np.array(places, np.int64) for key, places in found.items()}


class _Hours:
    """In whose working time the clocks of a version run."""

    def __init__(self, definition: Definition, roster: Roster) -> None:
        self._definition, self._roster = definition, roster
        self._clocks = {clock.slug: clock for clock in definition.sla.clocks}
        self._team = team_calendar(definition)
        self._known: dict[tuple[str, str, str], Calendar | None] = {}
        self.of_owners = frozenset(slug for slug, one in self._clocks.items() if one.of_owner)

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
