"""Which clocks run for one lead, and what became of those that ran.

A lead's passes are gone through moment by moment.  Each clock runs once at a time: a further
start while it runs, or after what it waits for has lastingly come about, starts nothing.  What
is pinned when a run starts (version, calendar, target) stays so until it ends.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from meetworthy.definition.language import Clock, Target, Timeline
from meetworthy.judge.gather import History
from meetworthy.judge.interpreter import Interpreter
from meetworthy.judge.state import Entered
from meetworthy.model.fact import Fact
from meetworthy.model.time import NEVER

from .clock_run import ClockRun, answered, as_of, lifted
from .conditions import Holds, holds_by
from .deadlines import team_calendar
from .happenings import (
    EXIT,
    Happening,
    Moment,
    Pass,
    facts_happening,
    history_happening,
    passes_of,
)
from .promises import CONTACT, CalendarOf, Promise, Promises, begun


def run_clocks(
    timeline: Timeline,
    entries: Sequence[Entered],
    facts: Iterable[Fact],
    *,
    at: int,
    holds: Holds,
    calendar_of: CalendarOf = team_calendar,
) -> tuple[ClockRun, ...]:
    """Return every run of every clock for one lead as of an instant, in order of their starts.

    ``entries`` are the lead's, as judged by this timeline; ``facts`` are about this lead alone.
    ``holds`` answers a clock's `when`.  ``calendar_of`` gives the working time that a version's
    clocks run in: the team's unless said, or that of the person who has the lead.  A start
    whose cause was taken back is not among the runs.
    """
    return _run(timeline, entries, facts_happening(facts, at=at), at, holds, calendar_of)


def clocks_of(
    interpreter: Interpreter,
    history: History,
    entries: Sequence[Entered],
    *,
    at: int,
    calendar_of: CalendarOf = team_calendar,
) -> tuple[ClockRun, ...]:
    """Return every run of every clock for one lead, from the history by which it is judged.

    As ``run_clocks``, with joined visitors and merged leads taken into account, and with each
    `when` judged as of the moment at which its clock started.
    """
    timeline = tuple(plan.definition for plan in interpreter.plans)
    happened = history_happening(history, at=at)
    holds = holds_by(interpreter, history)
    return _run(timeline, entries, happened, at, holds, calendar_of)


def _run(
    timeline: Timeline,
    entries: Sequence[Entered],
    happened: Iterable[Happening],
    at: int,
    holds: Holds,
    calendar_of: CalendarOf,
) -> tuple[ClockRun, ...]:
    if not any(definition.sla.clocks for definition in timeline):
        return ()
    promises = Promises(timeline, calendar_of)
    told = [one for one in happened if one.word in promises.words]
    passes = passes_of(entries, told, at=at)
    runs = [run for one in passes for run in _PassClocks(one, promises, holds).run(at)]
    return tuple(sorted(runs, key=lambda run: (run.started_at, run.slug, run.number)))


class _PassClocks:
    """Goes through one pass."""

    def __init__(self, followed: Pass, promises: Promises, holds: Holds) -> None:
        self.followed = followed
        self.promises = promises
        self.holds = holds
        self.running: dict[str, tuple[Promise, ClockRun]] = {}
        self.over: list[ClockRun] = []
        self.started: Counter[str] = Counter()
        self.seen: dict[str, Happening] = {}

    def run(self, at: int) -> list[ClockRun]:
        """Return the runs of this pass as of an instant."""
        for moment in self.followed.moments:
            self._take(moment)
            left = moment.first([EXIT])
            if left is not None:
                self._lift(left)
                break
        if self.followed.end != NEVER:
            self._lift(Happening(self.followed.end, EXIT))
        return self.over + [as_of(run, at) for _, run in self.running.values()]

    def _take(self, moment: Moment) -> None:
        before = dict(self.running)
        for promise, run in before.values():
            self._stop(promise, run, moment)
        for slug, promise in self.promises.at(moment.at).items():
            if slug not in self.running:
                self._start(promise, moment, was_running=slug in before)
        for happening in moment.happenings:
            self.seen.setdefault(happening.word, happening)

    def _stop(self, promise: Promise, run: ClockRun, moment: Moment) -> None:
        """End a run by what answers it, or by what restarts it, and then start the next."""
        stop = moment.first(promise.stops)
        if stop is not None:
            self._close(run, stop)
            return
        again = moment.first(promise.clock.restarted_by)
        if again is not None:
            self._close(run, again)
            renewed = self.promises.at(moment.at).get(run.slug)
            if renewed is not None:
                self._begin(renewed, again)

    def _start(self, promise: Promise, moment: Moment, *, was_running: bool) -> None:
        """Start a clock, unless what it waits for is there; an earlier contact meets it at once.

        What has just answered one run does not answer the next.
        """
        cause = moment.first(promise.clock.start)
        earlier = [self.seen[word] for word in promise.lasting if word in self.seen]
        if cause is None or any(one.word != CONTACT for one in earlier):
            return
        now = moment.first(promise.stops)
        stop = earlier[0] if earlier else now
        if stop is not None and stop.word in promise.lasting and self.started[promise.clock.slug]:
            return
        run = self._begin(promise, cause)
        if run is not None and stop is not None and not (stop is now and was_running):
            self._close(run, stop)

    def _begin(self, promise: Promise, cause: Happening) -> ClockRun | None:
        """Start a run with all that is pinned by it; None where the clock is not for this lead."""
        target = self._target(promise.clock, cause.at)
        if target is None:
            return None
        self.started[promise.clock.slug] += 1
        run = begun(
            promise,
            target,
            cause,
            pass_number=self.followed.number,
            number=self.started[promise.clock.slug],
        )
        self.running[run.slug] = promise, run
        return run

    def _target(self, clock: Clock, at: int) -> Target | None:
        if clock.when is None or self.holds(clock.when, at) is True:
            return clock.target
        return clock.otherwise

    def _close(self, run: ClockRun, stop: Happening) -> None:
        del self.running[run.slug]
        self.over.append(answered(run, at=stop.at, by=stop.word, date_only=stop.date_only))

    def _lift(self, left: Happening) -> None:
        """End what still runs when the lead leaves: nothing is to be answered any more."""
        for _, run in self.running.values():
            self.over.append(lifted(run, at=left.at, by=left.word, date_only=left.date_only))
        self.running.clear()
