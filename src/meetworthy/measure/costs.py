"""What one entry into a stage cost, by source, by campaign, and of all expense."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from meetworthy.model.time import DAY, NEVER, start_of_day
from meetworthy.stats.interval import poisson_interval

from .calendar import day_text
from .columns import Bools
from .ground import Ground
from .labels import Labels
from .question import CONFIDENCE
from .results import Cost

ALL_EXPENSE = "all"
"""The scope of spend records that state all marketing and sales expense, not a channel's."""


@dataclass(frozen=True, slots=True)
class Spend:
    """What was spent within a period: [start, end) in instants, amounts by currency."""

    amounts: Mapping[str | None, float]
    start: int
    end: int


def measure_costs(ground: Ground) -> tuple[Cost, ...]:
    """Divide spend by the entries of the same period.

    The period runs from the first to the last day that spend is recorded for, cut to the time
    asked for; a record that reaches over an end counts by its share of days.  By source and
    by campaign: what was spent on it, over the entries of its leads.  Beside it all channel
    spend over all entries, and all marketing and sales expense over all entries.
    """
    return tuple(_rows(ground)) if _any_spend(ground) else ()


def _any_spend(ground: Ground) -> bool:
    found = ground.store.rows("SELECT count(*) FROM facts WHERE kind = 'spend.recorded'")
    return bool(found[0][0])


def _rows(ground: Ground) -> Iterator[Cost]:
    channels = _spend(ground, "NULL", "scope IS DISTINCT FROM 'all'").get(None)
    whole = _spend(ground, "NULL", "scope = 'all'").get(None)
    for stage in ground.funnel.stages:
        yield _cost(ground, stage, None, "channel", channels, None, None)
        yield _cost(ground, stage, None, ALL_EXPENSE, whole, None, None)
    for label in (ground.source, ground.campaign):
        yield from _by_label(ground, label, channels)


def _by_label(ground: Ground, label: Labels, channels: Spend | None) -> Iterator[Cost]:
    if not label.says_anything:
        return
    spent = _spend(ground, label.name, "scope IS DISTINCT FROM 'all'")
    if not any(name is not None for name in spent):
        return  # nobody records spend by this at all
    unheard = [name for name in spent if name is not None and name not in label.values]
    for stage in ground.funnel.stages:
        for code in label.largest():
            name = label.values[code]
            spend = None if name is None else spent.get(name)
            yield _cost(ground, stage, label, "channel", spend, code, channels)
        for name in unheard:  # money spent on what brought nobody
            yield _cost(ground, stage, label, "channel", spent[name], None, channels, name=name)


def _cost(
    ground: Ground,
    stage: str,
    label: Labels | None,
    scope: str,
    spend: Spend | None,
    code: int | None,
    channels: Spend | None,
    *,
    name: str | None = None,
) -> Cost:
    period = spend or channels
    chosen = _entered_within(ground, stage, period)
    if label is not None:
        chosen = chosen & (label.code == (-1 if code is None else code))
        name = name if code is None else label.values[code]
    entered = int(chosen.sum())
    by = None if label is None else {label.name: name}
    zone = ground.question.zone
    start, until = (None, None) if period is None else (period.start, period.end)
    dates = tuple(None if when is None else day_text(when, zone) for when in (start, until))
    amount, currency, why = _one_amount(spend, scope)
    each = low = high = None
    if amount is not None:
        few, many = (float(limit) for limit in poisson_interval(entered, confidence=CONFIDENCE))
        each = amount / entered if entered else None
        low, high = amount / many, amount / few if few else None
        why = None if entered else "Nobody entered in the period of the spend."
    return Cost(
        stage, by, scope, dates[0], dates[1], entered, amount, currency, each, low, high, why
    )


def _entered_within(ground: Ground, stage: str, spend: Spend | None) -> Bools:
    moments = ground.passes.moments[stage]
    chosen = ground.entered(stage)
    if spend is None:
        return chosen
    return np.asarray(chosen & (moments.at >= spend.start) & (moments.at < spend.end))


def _one_amount(spend: Spend | None, scope: str) -> tuple[float | None, str | None, str | None]:
    """Return the amount and its currency, or why there is none."""
    if spend is None:
        what = "No expense with the scope `all`" if scope == ALL_EXPENSE else "No spend"
        return None, None, f"{what} is recorded; that is unknown, not zero."
    if len(spend.amounts) > 1:
        named = " and ".join(sorted(unit or "an unnamed currency" for unit in spend.amounts))
        return None, None, f"Spend is in {named}, and no rates are given; they are not added."
    ((currency, amount),) = spend.amounts.items()
    if currency is None:
        return None, None, "The currency of the spend is not given."
    return amount, currency, None


def _spend(ground: Ground, name: str, where: str) -> dict[str | None, Spend]:
    """Read the spend by a column of its facts, cut to the time asked for."""
    amounts: dict[str | None, dict[str | None, float]] = {}
    periods: dict[str | None, tuple[int, int]] = {}
    for said, currency, amount, start, until in ground.store.rows(_sql(ground, name, where)):
        key = None if said is None else str(said)
        begin, end = int(str(start)), _end(int(str(start)), until, ground.question.zone)
        first = max(begin, ground.question.since or -NEVER)
        last = min(end, ground.question.as_of)
        if first >= last:
            continue
        unit = str(currency) if currency is not None else ground.currency
        part = float(str(amount)) * (last - first) / (end - begin)
        sums = amounts.setdefault(key, {})
        sums[unit] = sums.get(unit, 0.0) + part
        old = periods.get(key, (first, last))
        periods[key] = (min(old[0], first), max(old[1], last))
    return {key: Spend(amounts[key], *periods[key]) for key in amounts}


def _end(start: int, until: object, zone: str) -> int:
    """The end of a spend record: the start of the day `until`; without one, a day later."""
    end = start_of_day(until, zone) if isinstance(until, date) else start + DAY
    return max(end, start + 1)


def _sql(ground: Ground, name: str, where: str) -> str:
    store = ground.store
    return f"""
    SELECT * EXCLUDE (scope) FROM (
        SELECT {name} AS name, {store.property("currency")} AS currency,
            {store.property("amount", "DOUBLE")} AS amount, occurred_at,
            {store.property("until", "DATE")} AS until, {store.property("scope")} AS scope
        FROM facts WHERE kind = 'spend.recorded'
    ) WHERE amount IS NOT NULL AND ({where})
    ORDER BY ALL
    """
