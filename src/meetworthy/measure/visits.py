"""Visits, unique visitors, and how many of them became leads."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from meetworthy.model.time import MINUTE, NEVER

from .calendar import month_numbers, month_text
from .columns import Ints
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
    since = ground.question.since if ground.question.since is not None else -NEVER
    table = ground.store.table(_VIEWS, [since])
    if table.num_rows == 0:
        return ()
    who, at, lead = (np.asarray(table[name].to_numpy(), np.int64) for name in ("who", "at", "lead"))
    begins = np.ones(who.size, dtype=bool)
    begins[1:] = (who[1:] != who[:-1]) | (at[1:] - at[:-1] >= SESSION_GAP)
    month = month_numbers(at, ground.question.zone)
    return tuple(_rows(who[begins], month[begins], lead[begins]))


def _rows(who: Ints, month: Ints, lead: Ints) -> Iterator[Visits]:
    yield _count(None, who, lead)
    for number in np.unique(month):
        chosen = month == number
        yield _count(month_text(int(number)), who[chosen], lead[chosen])


def _count(month: str | None, who: Ints, lead: Ints) -> Visits:
    visitors = int(np.unique(who).size)
    became = int(np.unique(who[lead >= 0]).size)
    return Visits(month, int(who.size), visitors, became, rate_of(became, visitors))


# Visitors and leads are numbered apart: a lead seen without a visitor gets a negative number.
_VIEWS = """
SELECT
    coalesce(visitor::BIGINT, -1 - lead::BIGINT) AS who,
    occurred_at AS "at",
    coalesce(max(lead) OVER (PARTITION BY coalesce(visitor::BIGINT, -1 - lead::BIGINT)), -1)::BIGINT
        AS lead
FROM facts
WHERE kind = 'page.viewed' AND occurred_at >= ? AND (visitor IS NOT NULL OR lead IS NOT NULL)
ORDER BY who, "at"
"""
