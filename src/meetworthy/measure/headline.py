"""What to look at first, in three to five sentences composed from what was found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from meetworthy.model.time import start_of_day

from .breakdown import measure_conversions
from .conversion import horizons_with_rates
from .diagnosis import ABOVE, BELOW, INSIDE, NOT_ENOUGH
from .ground import Ground
from .question import NO_DATES
from .results import (
    Conversion,
    Diagnosis,
    ImpossibleOrder,
    LateRecording,
    NotYet,
    Rate,
    Trend,
    Velocity,
)
from .trend import NO_CHANGE
from .velocity import measure_velocities
from .wording import percent, plural, plural_text, rate_text

MOST_SENTENCES = 5


def write_headline(
    ground: Ground,
    conversions: Sequence[Conversion],
    diagnosis: Sequence[Diagnosis],
    trends: Sequence[Trend],
    velocities: Sequence[Velocity],
    late: Sequence[LateRecording],
    orders: Sequence[ImpossibleOrder],
) -> tuple[str, ...]:
    """Compose the sentences: how much of the main conversion there is, and what stands out.

    Where that conversion can't be trusted because recording began late, this comes first, and
    the rest is said of the cohorts since then.
    """
    pair = ground.main_pair
    if pair is None or not len(ground.passes):
        return ("There are no stage entries to measure as of this time.",)
    spoilt = [row for row in late if row.to in pair]
    if spoilt:
        ground = believed(ground, pair, max(row.since for row in spoilt))
        conversions, diagnosis = measure_conversions(ground), ()
        velocities = measure_velocities(ground)
    rows = [row for row in conversions if (row.from_, row.to) == pair]
    sentences = (
        *_late(ground, spoilt, _STAY),
        *_main(ground, rows[0], diagnosis),
        *_sources(ground, rows[0], rows),
        *_late(ground, [row for row in late if row not in spoilt], _READ),
        *_weak_steps(diagnosis, pair),
        *_moves(trends),
        *_young(ground, rows),
        *_speed(ground, velocities, pair),
        *_wrong(ground, orders),
    )
    return tuple(f"{text[:1].upper()}{text[1:]}" for text in sentences[:MOST_SENTENCES])


def believed(ground: Ground, pair: tuple[str, str], since: str) -> Ground:
    """Return the ground on which a conversion can be believed: its cohorts from a day on."""
    start = start_of_day(date.fromisoformat(since), ground.question.zone)
    if start >= ground.question.as_of:
        return ground
    asked = replace(ground.question, since=start)
    return replace(ground, question=asked, pairs=((*pair, True),), _journeys={}, _attributes={})


_READ = "read those from {since} on"
_STAY = "what follows is of those from {since} on"


def _late(ground: Ground, late: Sequence[LateRecording], advice: str) -> Iterator[str]:
    if late:
        entries = " and ".join(
            f"into {ground.funnel.label(row.to)} {'are recorded ' if n == 0 else ''}only from "
            f"{row.first_to}"
            for n, row in enumerate(late)
        )
        since = max(row.since for row in late)
        yield (
            f"Entries {entries}: earlier cohorts look dead and are not; "
            f"{advice.format(since=since)}."
        )


def _main(ground: Ground, whole: Conversion, diagnosis: Sequence[Diagnosis]) -> Iterator[str]:
    """The main conversion, with a verdict where one could be drawn."""
    said = [d for d in diagnosis if d.by is None and (d.from_, d.to) == (whole.from_, whole.to)]
    for verdict in (BELOW, ABOVE, INSIDE, NOT_ENOUGH):
        for row in said:
            if row.verdict == verdict:
                yield row.says
                return
    if whole.so_far is None:
        yield f"Nobody has reached {ground.funnel.label(whole.from_)} in the time asked for."
        return
    every = ground.question.unit == "every pass"
    who = plural(whole.entered, *(("pass", "passes") if every else ("lead", "leads")))
    yield f"Of the {who}{_that_reached(ground, whole)}, {_reach(ground, whole)}"


def _that_reached(ground: Ground, row: Conversion) -> str:
    """Say where a conversion starts; that leads are leads goes without saying."""
    a = ground.funnel.label(row.from_)
    return "" if a.casefold() == "lead" else f" that reached {a}"


def _reach(ground: Ground, row: Conversion) -> str:
    """Say how many reached a stage: the estimate and beside it the count, or the count alone."""
    rate, horizon = _rate(ground, row)
    b = ground.funnel.label(row.to)
    if horizon is not None:
        count = f"{row.converted:,} {'has' if row.converted == 1 else 'have'} so far"
        return f"{rate_text(rate)} reach {b} within {horizon} days; {count}."
    reached = f"{row.converted:,} reached {b}, {rate_text(rate)}"
    if ground.question.undated:
        return f"{reached}. {NO_DATES}"
    return f"{reached}, so far; no horizon has been reached yet, so it can only rise."


def _rate(ground: Ground, row: Conversion) -> tuple[Rate, int | None]:
    """The rate within the main horizon, or the longest there is, or so far."""
    mature = horizons_with_rates(row.mature)
    chosen = [m for m in mature if m.horizon_days == ground.main_horizon] or mature[-1:]
    if chosen:
        return Rate(chosen[0].rate, chosen[0].low, chosen[0].high), chosen[0].horizon_days
    assert row.so_far is not None
    return row.so_far, None


def _sources(ground: Ground, whole: Conversion, rows: Sequence[Conversion]) -> Iterator[str]:
    """The source that costs most conversions, and the one that gives most, if chance does not."""
    if whole.so_far is None:
        return
    overall, horizon = _rate(ground, whole)
    groups = [
        (row, _rate(ground, row))
        for row in rows
        if row.by is not None and "source" in row.by and row.so_far is not None
    ]
    same = [(row, rate) for row, (rate, within) in groups if within == horizon]
    weak = [(r, rate) for r, rate in same if r.shrunk is not None and r.shrunk.high < overall.low]
    good = [(r, rate) for r, rate in same if r.shrunk is not None and r.shrunk.low > overall.high]
    if weak:
        row, rate = max(weak, key=lambda pair: pair[0].entered * (overall.rate - pair[1].rate))
        yield f"{_source(ground, row, rate, horizon)}{_without(row, whole)}."
    if good:
        row, rate = max(good, key=lambda pair: pair[0].entered * (pair[1].rate - overall.rate))
        yield f"{_source(ground, row, rate, horizon)}, against {percent(overall.rate)} of all."


def _source(ground: Ground, row: Conversion, rate: Rate, horizon: int | None) -> str:
    name = (row.by or {}).get("source")
    who = f"from {name}" if name is not None else "without a source"
    within = "" if horizon is None else f" within {horizon} days"
    came, b = _that_reached(ground, row), ground.funnel.label(row.to)
    return f"Of the {row.entered:,} {who}{came}, {rate_text(rate)} reach {b}{within}"


def _without(row: Conversion, whole: Conversion) -> str:
    """What the rate so far is with and without a group; simple counts, no estimate."""
    rest = whole.entered - row.entered
    if not rest or whole.so_far is None:
        return ""
    without = percent((whole.converted - row.converted) / rest)
    return (
        f"; without them the rate so far would be {without} instead of {percent(whole.so_far.rate)}"
    )


def _weak_steps(diagnosis: Sequence[Diagnosis], pair: tuple[str, str]) -> Iterator[str]:
    for row in diagnosis:
        if row.verdict == BELOW and ((row.from_, row.to) != pair or row.by is not None):
            look = f" Look at {row.look_at}." if row.look_at else ""
            yield f"{row.says}{look}"
            return


def _moves(trends: Sequence[Trend]) -> Iterator[str]:
    moved = [row for row in trends if row.verdict != NO_CHANGE]
    if moved:
        yield max(moved, key=lambda row: abs(row.difference.rate)).says


def _young(ground: Ground, rows: Sequence[Conversion]) -> Iterator[str]:
    """The cohorts about which nothing can be said yet."""
    horizon = ground.main_horizon
    young = [
        row.cohort
        for row in rows
        if row.cohort is not None
        and any(isinstance(m, NotYet) and m.horizon_days == horizon for m in row.mature)
        and _is_recent(ground, row)
    ]
    if young:
        joint = " and " if len(young) == 2 else " to "
        which = young[0] if len(young) == 1 else f"{young[0]}{joint}{young[-1]}"
        cohorts = "cohort" if len(young) == 1 else "cohorts"
        verb = "is" if len(young) == 1 else "are"
        yield (
            f"The {cohorts} of {which} {verb} too young for a rate within {horizon} days: "
            "low figures there mean nothing yet."
        )


def _is_recent(ground: Ground, row: Conversion) -> bool:
    """Whether a cohort is young rather than merely small."""
    followed = [m.followed for m in row.mature if m.horizon_days == ground.main_horizon]
    return bool(followed) and followed[0] < row.entered


def _speed(ground: Ground, velocities: Sequence[Velocity], pair: tuple[str, str]) -> Iterator[str]:
    for row in velocities:
        if (row.from_, row.to) == pair and row.by is None and row.median_days is not None:
            a, b = (ground.funnel.label(stage) for stage in pair)
            median = f"{row.median_days:,.1f}".removesuffix(".0")
            yield (
                f"From {a} to {b} takes a median of {plural_text(median, 'day')}, of those who "
                f"convert within {row.within_days:,} days."
            )


def _wrong(ground: Ground, orders: Sequence[ImpossibleOrder]) -> Iterator[str]:
    if orders:
        worst = max(orders, key=lambda row: row.count)
        a, b = ground.funnel.label(worst.from_), ground.funnel.label(worst.to)
        yield (
            f"{plural(worst.count, 'lead')} entered {b} before {a}, which can't be; they are "
            "counted in the volumes only."
        )
