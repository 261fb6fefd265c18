"""From A to B: which passes converted, left or are open, and for how long each was followed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from meetworthy.model.time import DAY

from .calendar import day_numbers, month_numbers
from .columns import Bools, Floats, Ints
from .passes import Moments, Passes
from .question import Question

CONVERTED, LEFT = 1, 2
"""The causes by which a pass ends being on its way from A to B; 0 is still open."""


@dataclass(frozen=True, slots=True)
class Journey:
    """The passes that entered A (in the cohorts asked for) and what became of them.

    ``place`` gives their rows among the passes.  ``outcome`` is what is known now, ``time``
    and ``ended`` what the survival estimate sees; ``followed`` is how long each has been
    watched.  All in days.  Where any date of A, B or leaving is known by its day only, the
    whole journey is measured in days: what happened on the day of entry is seen by the end
    of day 1, and only days that are over count.
    """

    place: Ints
    entered_at: Ints
    month: Ints
    outcome: Ints
    time: Floats
    ended: Ints
    followed: Floats
    by_day: bool

    def __len__(self) -> int:
        return int(self.place.size)


@dataclass(frozen=True, slots=True)
class Apart:
    """Passes that a conversion leaves out: B without A, and B before A."""

    direct: Bools
    impossible: Bools


def is_before(first: Moments, second: Moments, zone: str) -> Bools:
    """Say where both happened and the first was certainly earlier than the second.

    Where either is known by its day only, the same day is no order.
    """
    both = first.happened & second.happened
    earlier = both & (first.at < second.at)
    blurred = np.flatnonzero(earlier & (first.date_only | second.date_only))
    same = day_numbers(first.at[blurred], zone) == day_numbers(second.at[blurred], zone)
    earlier[blurred[same]] = False
    return earlier


def set_apart(passes: Passes, a: str, b: str, question: Question) -> Apart:
    """Find the passes that the conversion from A to B leaves out."""
    first, second = passes.moments[a], passes.moments[b]
    direct = second.happened & ~first.happened & (second.at >= question.start)
    impossible = is_before(second, first, question.zone) & (first.at >= question.start)
    return Apart(direct, impossible)


def follow(passes: Passes, a: str, b: str, question: Question) -> Journey:
    """Follow the passes that entered A until they enter B, leave, or are seen last."""
    first, second = passes.moments[a], passes.moments[b]
    chosen = first.happened & ~is_before(second, first, question.zone)
    if question.since is not None:
        chosen &= first.at >= question.since
    place = np.flatnonzero(chosen)
    start, goal = _at(first, place), _at(second, place)
    left = _at(passes.left, place)
    outcome = np.where(goal.happened, CONVERTED, np.where(left.happened, LEFT, 0))
    end = np.where(goal.happened, goal.at, left.at)
    by_day = bool(
        start.date_only.any()
        or goal.date_only[goal.happened].any()
        or left.date_only[outcome == LEFT].any()
    )
    measure = _in_days if by_day else _in_instants
    followed, time = measure(start.at, np.where(outcome > 0, end, start.at), question)
    seen = (outcome > 0) & (time <= followed)
    return Journey(
        place,
        start.at,
        month_numbers(start.at, question.zone),
        outcome,
        np.where(seen, time, followed),
        np.where(seen, outcome, 0),
        followed,
        by_day,
    )


def _at(moments: Moments, place: Ints) -> Moments:
    return Moments(moments.at[place], moments.date_only[place])


def _in_instants(start: Ints, end: Ints, question: Question) -> tuple[Floats, Floats]:
    """Days from start to now, and from start to end."""
    return (question.as_of - start) / DAY, np.maximum(end - start, 0) / DAY


def _in_days(start: Ints, end: Ints, question: Question) -> tuple[Floats, Floats]:
    """Whole days that are over since the day of the start, and the day by whose end it ended."""
    first = day_numbers(start, question.zone)
    today = day_numbers(np.array([question.as_of]), question.zone)
    time = np.maximum(day_numbers(end, question.zone) - first, 0) + 1
    return (today - first).astype(float), time.astype(float)
