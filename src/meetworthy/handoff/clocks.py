"""Which clocks run for one lead, and what became of those that ran.

A lead's passes are gone through moment by moment.  Each clock runs once at a time: a further
start while it runs, or after what it waits for has lastingly come about, starts nothing.  What
is pinned when a run starts (version, calendar, target) stays so until it ends; only a clock in
its owner's hours is handed on with the lead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from meetworthy.definition.language import Clock, Target, Timeline
from meetworthy.judge.gather import History, retracted_keys
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
from .hours import ASSIGNED, Owners, OwnersHours, Running, owners_in
from .promises import CONTACT, CalendarOf, Promise, Promises, begun


def run_clocks(
    timeline: Timeline,
    entries: Sequence[Entered],
    facts: Iterable[Fact],
    *,
    at: int,
    holds: Holds,
    calendar_of: CalendarOf = team_calendar,
    hours: OwnersHours | None = None,
) -> tuple[ClockRun, ...]:
    """Return every run of every clock for one lead as of an instant, in order of their starts.

    ``entries`` are the lead's, as judged by this timeline; ``facts`` are about this lead alone.
    ``holds`` answers a clock's `when`.  ``calendar_of`` gives the working time that a version's
    clocks run in: the team's unless said.  ``hours`` says when people work, for clocks in their
    owner's hours.  A start whose cause was taken back is not among the runs.
    """
    told = list(facts)
    gone = retracted_keys([fact for fact in told if fact.occurred_at <= at])
    mine = [(f.occurred_at, f) for f in told if f.lead is not None and (f.sender, f.id) not in gone]
    owners = owners_in(mine, hours)
    return _run(timeline, entries, facts_happening(told, at=at), at, holds, calendar_of, owners)


def clocks_of(
    interpreter: Interpreter,
    history: History,
    entries: Sequence[Entered],
    *,
    at: int,
    calendar_of: CalendarOf = team_calendar,
    hours: OwnersHours | None = None,
) -> tuple[ClockRun, ...]:
    """Return every run of every clock for one lead, from the history by which it is judged.

    As ``run_clocks``, with joined visitors and merged leads taken into account, and with each
    `when` judged as of the moment at which its clock started.
    """
    timeline = tuple(plan.definition for plan in interpreter.plans)
    happened = history_happening(history, at=at)
    holds = holds_by(interpreter, history)
    owners = owners_in(((seen.visible_at, seen.fact) for seen in history.seen), hours)
    return _run(timeline, entries, happened, at, holds, calendar_of, owners)


def _run(
    timeline: Timeline,
    entries: Sequence[Entered],
    happened: Iterable[Happening],
    at: int,
    holds: Holds,
    calendar_of: CalendarOf,
    owners: Owners,
) -> tuple[ClockRun, ...]:
    if not any(definition.sla.clocks for definition in timeline):
        return ()
    promises = Promises(timeline, calendar_of)
    words = promises.words | ({ASSIGNED} if promises.is_of_owner else set())
    told = [one for one in happened if one.word in words]
    passes = passes_of(entries, told, at=at)
    runs = [run for one in passes for run in _PassClocks(one, promises, holds, owners).run(at)]
    return tuple(sorted(runs, key=lambda run: (run.started_at, run.slug, run.number)))


class _PassClocks:
    """Goes through one pass."""

    def __init__(self, followed: Pass, promises: Promises, holds: Holds, owners: Owners) -> None:
        self.followed = followed
        self.promises = promises
        self.holds = holds
        self.owners = owners
        self.running: dict[str, Running] = {}
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
        return self.over + [as_of(one.run, at) for one in self.running.values()]

    def _take(self, moment: Moment) -> None:
        before = dict(self.running)
        for one in before.values():
            self._stop(one.promise, one.run, moment)
        if moment.first([ASSIGNED]) is not None:
            self._hand_over(moment.at)
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

    def _hand_over(self, at: int) -> None:
        """Let what runs in its owner's hours run on in those of who has the lead now."""
        for one in self.running.values():
            if one.promise.clock.of_owner and one.run.started_at < at:
                calendar = self.owners.calendar(one.promise, at)
                one.hand_over(calendar, owner=self.owners.at(at), at=at)

    def _begin(self, promise: Promise, cause: Happening) -> ClockRun | None:
        """Start a run with all that is pinned by it; None where the clock is not for this lead."""
        target = self._target(promise.clock, cause.at)
        if target is None:
            return None
        self.started[promise.clock.slug] += 1
        calendar = self.owners.calendar(promise, cause.at)
        run = begun(
            promise,
            target,
            cause,
            pass_number=self.followed.number,
            number=self.started[promise.clock.slug],
            calendar=calendar,
            hours_of=self.owners.at(cause.at) if promise.clock.of_owner else "",
        )
        self.running[run.slug] = Running.of(promise, run, target, calendar)
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
        for one in self.running.values():
            self.over.append(lifted(one.run, at=left.at, by=left.word, date_only=left.date_only))
        self.running.clear()
