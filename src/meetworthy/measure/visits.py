"""Visits, unique visitors, and how many of them became leads."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from meetworthy.model.time import MINUTE

from .calendar import month_numbers, month_text
from .columns import Bools, Ints
from .conversion import rate_of
from .ground import Ground
from .results import Visits

SESSION_GAP = 30 * MINUTE
"""A pause of this length ends a visit: the convention of web analytics since the 1990s."""


def measure_visits(ground: Ground) -> tuple[Visits, ...]:
    """Count visits (sessions), unique visitors and those who became leads; by month and in all.

    A visitor is who a page view names as such; views that name only a lead are that lead's as
    one visitor.  A visit belongs to the month in which it began.  A visitor became a lead if
    it was identified by the time the report is as of.  A visitor seen in two months is one
    visitor in each and one in all.
    """
    table = ground.store.table(_VIEWS, [ground.question.start])
    if table.num_rows == 0:
        return ()
    who, at, lead = (np.asarray(table[name].to_numpy(), np.int64) for name in ("who", "at", "lead"))
    new = np.concatenate([[True], who[1:] != who[:-1]])
    begins = new | np.concatenate([[True], at[1:] - at[:-1] >= SESSION_GAP])
    known = np.maximum.reduceat(lead, np.flatnonzero(new)) >= 0
    month = month_numbers(at[begins], ground.question.zone)
    visitor = (np.cumsum(new) - 1)[begins]
    return tuple(_rows(visitor, month, known))


def _rows(visitor: Ints, month: Ints, known: Bools) -> Iterator[Visits]:
    """Count visits, given in the order of visitors and time: whose, when; ``known`` by visitor."""
    yield _count(None, visitor.size, known)
    first = np.ones(visitor.size, dtype=bool)
    first[1:] = (visitor[1:] != visitor[:-1]) | (month[1:] != month[:-1])
    for number in np.unique(month):
        here = month == number
        yield _count(month_text(int(number)), int(here.sum()), known[visitor[here & first]])


def _count(month: str | None, visits: int, known: Bools) -> Visits:
    became = int(known.sum())
    return Visits(month, int(visits), int(known.size), became, rate_of(became, known.size))


# Visitors and leads are numbered apart: a lead seen without a visitor gets a negative number.
_VIEWS = """
SELECT
    coalesce(visitor::BIGINT, -1 - lead::BIGINT) AS who,
    occurred_at AS "at",
    coalesce(lead, -1)::BIGINT AS lead
FROM facts
WHERE kind = 'page.viewed' AND occurred_at >= ? AND (visitor IS NOT NULL OR lead IS NOT NULL)
ORDER BY who, "at"
"""
