"""How the promises of the SLA were kept: how many of them, and how long an answer took.

What is running says nothing yet and is left out of the share, and so is what became void; what
was never answered stays in the response times, as not answered yet.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

import numpy as np

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
class Share:
    """A share with its 95 % interval."""

    rate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Kept:
    """How a group of promises was kept.

    ``share`` is met of those met or missed, None where there are none.  ``median`` and
    ``ninetieth`` are hours until half, and nine in ten, had been answered; None where too few
    were (``answered``), and with None inside where so many were not reached.
    """

    met: int
    missed: int
    running: int
    void: int
    undated: int
    answered: int
    share: Share | None
    median: Quantile | None
    ninetieth: Quantile | None

    @property
    def decided(self) -> int:
        """How many were met or ran out."""
        return self.met + self.missed


def kept(runs: Iterable[Run]) -> Kept:
    """Return how promises were kept, all of them together."""
    known, undated = [], 0
    for run in runs:
        if run.date_only and run.state is not State.RUNNING:
            undated += 1
        else:
            known.append(run)
    counts = {state: sum(run.state is state for run in known) for state in State}
    answered = sum(run.answered for run in known)
    median, ninetieth = _percentiles(known) if answered >= ENOUGH_ANSWERED else (None, None)
    return Kept(
        met=counts[State.MET],
        missed=counts[State.MISSED],
        running=counts[State.RUNNING],
        void=counts[State.VOID],
        undated=undated,
        answered=answered,
        share=_share(counts[State.MET], counts[State.MET] + counts[State.MISSED]),
        median=median,
        ninetieth=ninetieth,
    )


def _share(met: int, decided: int) -> Share | None:
    if not decided:
        return None
    low, high = wilson(met, decided)
    return Share(met / decided, float(low), float(high))


def _percentiles(runs: list[Run]) -> tuple[Quantile, Quantile]:
    """Return the times by which half, and nine in ten, were answered, by survival estimate."""
    took = np.array([run.took for run in runs], np.float64) / HOUR
    curve = kaplan_meier(took, np.array([run.answered for run in runs], bool))
    return survival_quantile(curve, 0.5), survival_quantile(curve, 0.9)


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
