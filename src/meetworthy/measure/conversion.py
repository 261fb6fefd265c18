"""Conversion from A to B: so far, and mature within each horizon."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from meetworthy.stats.competing import Incidence, aalen_johansen
from meetworthy.stats.interval import Interval, wilson

from .calendar import month_text
from .columns import Ints
from .journey import CONVERTED, LEFT, Journey
from .question import CONFIDENCE, NO_DATES, Question
from .results import Conversion, MatureRate, NotYet, Rate


def rate_of(converted: float, entered: float) -> Rate | None:
    """Return a rate with its Wilson interval; nothing where nobody entered."""
    if entered <= 0:
        return None
    low, high = wilson(converted, entered, confidence=CONFIDENCE)
    return Rate(converted / entered, float(low), float(high))


def measure_conversion(
    journey: Journey,
    names: tuple[str, str],
    question: Question,
    *,
    by: Mapping[str, str | None] | None = None,
    cohort: str | None = None,
    chosen: Ints | None = None,
    consecutive: bool = True,
    not_known_at_entry: bool = False,
) -> Conversion:
    """Measure one conversion over a journey, or over the chosen rows of it."""
    outcome = journey.outcome if chosen is None else journey.outcome[chosen]
    entered = int(outcome.size)
    converted, left = (int((outcome == end).sum()) for end in (CONVERTED, LEFT))
    return Conversion(
        names[0],
        names[1],
        by,
        cohort,
        entered,
        converted,
        left,
        entered - converted - left,
        rate_of(converted, entered),
        mature_rates(journey, question, chosen=chosen),
        consecutive=consecutive,
        not_known_at_entry=not_known_at_entry,
    )


def measure_cohorts(
    journey: Journey, names: tuple[str, str], question: Question, *, consecutive: bool = True
) -> Iterator[Conversion]:
    """Measure the conversion of each month of entry, earliest first."""
    for month, rows in () if question.undated else grouped(journey.month):
        yield measure_conversion(
            journey,
            names,
            question,
            cohort=month_text(month),
            chosen=rows,
            consecutive=consecutive,
        )


def grouped(labels: Ints) -> Iterator[tuple[int, Ints]]:
    """Yield each distinct label, ascending, with the rows that bear it."""
    order = np.argsort(labels, kind="stable")
    distinct, starts = np.unique(labels[order], return_index=True)
    for label, rows in zip(distinct, np.split(order, starts[1:]), strict=False):
        yield int(label), rows


def mature_rates(
    journey: Journey, question: Question, *, chosen: Ints | None = None
) -> tuple[MatureRate | NotYet, ...]:
    """Estimate the chance of converting within each horizon, or say why it can't be said."""
    if question.undated:
        return tuple(NotYet(days, NO_DATES, 0) for days in question.horizons_days)
    which = slice(None) if chosen is None else chosen
    time, ended, followed = journey.time[which], journey.ended[which], journey.followed[which]
    counts = [int((followed >= days).sum()) for days in question.horizons_days]
    enough = question.enough_followed
    curve = aalen_johansen(time, ended) if max(counts, default=0) >= enough else None
    limits = None if curve is None else curve.interval(CONVERTED, confidence=CONFIDENCE)
    rows: list[MatureRate | NotYet] = []
    for days, count in zip(question.horizons_days, counts, strict=True):
        if curve is None or limits is None or count < enough:
            rows.append(NotYet(days, _too_few(days, count, enough), count))
        else:
            complete = not bool(np.any((ended == 0) & (time < days)))
            rate, low, high = _at_day(curve, limits, days, count)
            rows.append(MatureRate(days, rate, low, high, count, complete))
    return tuple(rows)


def _too_few(days: int, followed: int, enough: int) -> str:
    who = "Nobody has" if followed == 0 else "Only one has" if followed == 1 else None
    have = who or f"Only {followed} have"
    return f"{have} been followed for {days} days; {enough} are needed."


def _at_day(
    curve: Incidence, limits: Interval, days: float, followed: int
) -> tuple[float, float, float]:
    """Return the chance of having converted by a day, with its interval.

    Where nobody has converted by then (or everybody has), the Wilson interval of none (or
    all) of those followed for so long stands in: a survival interval would have no width.
    """
    place = int(np.searchsorted(curve.time, days, side="right")) - 1
    share = min(float(curve.share[place, 0]), 1.0) if place >= 0 else 0.0
    if not 0.0 < share < 1.0:
        low, high = wilson(share * followed, followed, confidence=CONFIDENCE)
        return share, float(low), float(high)
    return share, float(limits.low[place]), float(limits.high[place])


def horizons_with_rates(mature: Sequence[MatureRate | NotYet]) -> list[MatureRate]:
    """Return the horizons within which a rate can be given, shortest first."""
    return [row for row in mature if isinstance(row, MatureRate)]
