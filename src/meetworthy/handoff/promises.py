"""The clocks of each version, made ready to run: what stops each, and its calendar."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

from meetworthy.definition.language import Clock, Definition, Target, Timeline

from .calendar import Calendar
from .clock_run import ClockRun
from .deadlines import due_at, warn_at
from .happenings import Happening

CONTACT = "contact.made"
"""The fact that, made before a clock starts, in the same pass, meets it: a logged contact."""

CalendarOf = Callable[[Definition], Calendar | None]
"""Whose working time a version's clocks run in; None where nobody has stated any."""


@dataclass(frozen=True, slots=True)
class Promise:
    """One clock of one version, ready to run.

    ``stops`` are the words that answer it: those of the definition and, for a stage, the stages
    after it, which a lead that skips it enters.  ``lasting`` are those that stay so for the rest
    of the pass: stages, and that there was a contact.  ``calendar`` is the team's.
    """

    clock: Clock
    definition: Definition
    calendar: Calendar | None
    stops: tuple[str, ...]
    lasting: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The words that start, stop or restart it."""
        return (*self.clock.start, *self.stops, *self.clock.restarted_by)


class Promises:
    """The promises of a timeline, by the version that is in force."""

    def __init__(self, timeline: Timeline, calendar_of: CalendarOf) -> None:
        self._since = [definition.in_force for definition in timeline]
        self._of = [_promises(definition, calendar_of(definition)) for definition in timeline]

        self.is_of_owner = any(one.clock.of_owner for clocks in self._of for one in clocks.values())
        self.words = frozenset(
            word for clocks in self._of for one in clocks.values() for word in one.words
        )
        """The words of any clock of any version: what else happens changes no clock."""

    def at(self, instant: int) -> dict[str, Promise]:
        """Return the promises in force at an instant, by slug; before the first version, its."""
        return self._of[max(0, bisect_right(self._since, instant) - 1)]


def _promises(definition: Definition, calendar: Calendar | None) -> dict[str, Promise]:
    return {clock.slug: _promise(clock, definition, calendar) for clock in definition.sla.clocks}


def _promise(clock: Clock, definition: Definition, calendar: Calendar | None) -> Promise:
    stages = [stage.slug for stage in definition.stages]
    stops = list(clock.stop)
    for word in clock.stop:
        later = stages[stages.index(word) + 1 :] if word in stages else []
        stops += [slug for slug in later if slug not in stops]
    lasting = tuple(word for word in stops if word in stages or word == CONTACT)
    return Promise(clock, definition, calendar, tuple(stops), lasting)


def begun(
    promise: Promise,
    target: Target,
    cause: Happening,
    *,
    pass_number: int,
    number: int,
    calendar: Calendar | None,
    hours_of: str = "",
) -> ClockRun:
    """Return the run of a promise that starts with what happened: all that is pinned by it.

    ``calendar`` is the working time that it runs in, ``hours_of`` whose it is where that is not
    the team's.
    """
    clock, start = promise.clock, cause.at
    warning = clock.warn
    warns = None if warning is None else warn_at(warning, target, start, calendar)
    return ClockRun(
        slug=clock.slug,
        label=clock.label,
        pass_number=pass_number,
        number=number,
        version=promise.definition.version,
        caused_by=cause.word,
        started_at=start,
        target=target.text,
        due_at=due_at(target, start, calendar),
        warn_at=warns,
        escalate=clock.escalate,
        reassign=clock.reassign,
        date_only=cause.date_only,
        hours_of=hours_of,
    )
