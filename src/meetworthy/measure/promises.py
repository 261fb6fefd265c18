"""How the promises of the SLA were kept: how many of them, and how long an answer took.

What is running says nothing yet and is left out of the share, and so is what became void; what
was never answered stays in the response times, as not answered yet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike

from meetworthy.model.time import HOUR
from meetworthy.stats.interval import wilson
from meetworthy.stats.survival import Quantile, kaplan_meier, survival_quantile

from .calendar import month_numbers, month_text

ENOUGH_ANSWERED = 10
"""Fewer answers than these have no percentiles worth saying; chosen by eye, as of velocity."""


class State(StrEnum):
    """What became of a promise; the words of ``handoff.clock_run.RunState``."""

    RUNNING = "running"
    MET = "met"
    MISSED = "missed"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Run:
    """One promise about one lead.

    ``took`` is how long it went unanswered, in microseconds of the time in which the clock
    runs: until the answer, or until now, or until nothing was to be answered any more.
    ``person`` had the lead when it was answered or fell due; empty where nobody had.
    ``date_only``: of its start or its end only the day is known, so that neither can be said.
    """

    clock: str
    person: str
    started_at: int
    state: State
    answered: bool
    took: int
    date_only: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """How many promises came to what; those known by their day only are apart."""

    met: int = 0
    missed: int = 0
    running: int = 0
    void: int = 0
    undated: int = 0

    @property
    def decided(self) -> int:
        """How many were met or ran out."""
        return self.met + self.missed

    @property
    def share(self) -> Share | None:
        """The share met of those decided, with its interval; None where there are none."""
        if not self.decided:
            return None
        low, high = wilson(self.met, self.decided)
        return Share(self.met / self.decided, float(low), float(high))


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its 95 % interval."""

    rate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Answers:
    """How long answers took: hours until half, and nine in ten, had been answered.

    None where too few were (``answered``), and with None inside where so many were not reached.
    """

    answered: int = 0
    median: Quantile | None = None
    ninetieth: Quantile | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """How a group of promises was kept, and how long it took."""

    tally: Tally
    answers: Answers


def tally_of(counts: Iterable[tuple[State, bool, int]]) -> Tally:
    """Return a tally of counts by state and whether only the day is known."""
    found: Counter[str] = Counter()
    for state, date_only, number in counts:
        is_undated = date_only and state is not State.RUNNING
        found["undated" if is_undated else state.value] += number
    return Tally(**found)


def answers_of(took: ArrayLike, answered: ArrayLike) -> Answers:
    """Return how long answers took, by survival estimate: what was never answered stays in.

    ``took`` in microseconds, as of ``Run``.
    """
    ended = np.asarray(answered, bool)
    number = int(ended.sum())
    if number < ENOUGH_ANSWERED:
        return Answers(number)
    curve = kaplan_meier(np.asarray(took, np.float64) / HOUR, ended)
    return Answers(number, survival_quantile(curve, 0.5), survival_quantile(curve, 0.9))


def kept(runs: Iterable[Run]) -> Kept:
    """Return how promises were kept, all of them together."""
    known = list(runs)
    dated = [run for run in known if not run.date_only or run.state is State.RUNNING]
    return Kept(
        tally_of((run.state, run.date_only, 1) for run in known),
        answers_of([run.took for run in dated], [run.answered for run in dated]),
    )


Key = TypeVar("Key", bound=Hashable)


def _grouped(runs: Iterable[tuple[Key, Run]]) -> dict[Key, Kept]:
    groups: dict[Key, list[Run]] = {}
    for key, run in runs:
        groups.setdefault(key, []).append(run)
    return {key: kept(group) for key, group in groups.items()}


def by_clock(runs: Iterable[Run]) -> Mapping[str, Kept]:
    """Return how the promises of each clock were kept."""
    return _grouped((run.clock, run) for run in runs)


def by_person(runs: Iterable[Run]) -> Mapping[tuple[str, str], Kept]:
    """Return how each person kept the promises of each clock, by clock and person."""
    return _grouped(((run.clock, run.person), run) for run in runs)


def by_month(runs: Iterable[Run], *, zone: str) -> Mapping[tuple[str, str], Kept]:
    """Return how the promises that began in each month were kept, by clock and `YYYY-MM`."""
    known = list(runs)
    months = month_numbers(np.array([run.started_at for run in known], np.int64), zone)
    return _grouped(
        ((run.clock, month_text(int(month))), run) for run, month in zip(known, months, strict=True)
    )
