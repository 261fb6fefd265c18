"""One run of a clock: a promise about one lead, when it falls due, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from meetworthy.model.time import NEVER


class RunState(StrEnum):
    """What has become of a promise."""

    RUNNING = "running"  # not answered, and not due yet
    MET = "met"  # answered by the time it was due, that very instant included
    MISSED = "missed"  # not answered by then; it may have been answered later
    VOID = "void"  # the lead left before it was due, and nothing was to be answered any more


@dataclass(frozen=True, slots=True)
class ClockRun:
    """One promise about one lead, as of the instant for which it was asked.

    ``number`` counts the runs of this clock in this pass from 1.  ``caused_by`` is the word that
    started it: a stage, `review` or a kind of fact.  ``stopped_at`` is when what it waited for
    happened, which may be before ``started_at`` (a contact met the clock) and after ``due_at``
    (answered too late); of a lead that left first it is when it did, and ``answered`` is false.
    ``due_at`` is ``NEVER`` where nobody works until then.  ``date_only``: of its start or its
    end only the day is known, so that whether it was kept in hours can't be said.  ``hours_of``
    is in whose working time it runs; empty for the team's.
    """

    slug: str
    label: str
    pass_number: int
    number: int
    version: int
    caused_by: str
    started_at: int
    target: str
    due_at: int
    warn_at: int | None = None
    state: RunState = RunState.RUNNING
    stopped_at: int | None = None
    stopped_by: str | None = None
    answered: bool = False
    escalate: str | None = None
    reassign: bool = False
    date_only: bool = False
    hours_of: str = ""

    @property
    def response_time(self) -> int | None:
        """How long the answer took, in microseconds of wall time; None where there is none."""
        if not self.answered or self.stopped_at is None:
            return None
        return max(0, self.stopped_at - self.started_at)


def next_change(run: ClockRun, *, at: int) -> int | None:
    """Return the next instant after this one at which time alone changes something for a run.

    That is its warning, then the time at which it is due; None for a run that is over.
    """
    if run.state is not RunState.RUNNING:
        return None
    moments = [run.due_at] if run.warn_at is None else [run.warn_at, run.due_at]
    return next((moment for moment in moments if at < moment < NEVER), None)


def answered(run: ClockRun, *, at: int, by: str, date_only: bool = False) -> ClockRun:
    """Return a run as answered at an instant by a word: in time, or too late."""
    return replace(
        run,
        state=RunState.MET if at <= run.due_at else RunState.MISSED,
        stopped_at=at,
        stopped_by=by,
        answered=True,
        date_only=run.date_only or date_only,
    )


def lifted(run: ClockRun, *, at: int, by: str, date_only: bool = False) -> ClockRun:
    """Return a run that ended unanswered because the lead left: void, or missed by then."""
    return replace(
        run,
        state=RunState.VOID if at < run.due_at else RunState.MISSED,
        stopped_at=at,
        stopped_by=by,
        date_only=run.date_only or date_only,
    )


def as_of(run: ClockRun, at: int) -> ClockRun:
    """Return a run that nothing has ended yet, as it stands at an instant: it may have run out."""
    return replace(run, state=RunState.MISSED) if run.due_at <= at else run
