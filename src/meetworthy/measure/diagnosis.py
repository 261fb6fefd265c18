"""Rates beside benchmark bands: below or above only where the whole interval says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil, inf

from meetworthy.definition.language import Definition, Entry
from meetworthy.stats.interval import trials_to_tell

from .benchmarks import SETS, Band, BenchmarkSet
from .conversion import horizons_with_rates
from .ground import Ground
from .question import CONFIDENCE
from .results import Benchmark, Conversion, Diagnosis, LateRecording, Rate
from .shrunk import effective_trials
from .wording import band_text, conversion_text, name_text

BELOW, ABOVE, INSIDE = "below", "above", "inside"
NOT_ENOUGH = "not enough to tell"
CONTEXT = "context"


def diagnose(
    ground: Ground, conversions: Sequence[Conversion], late: Sequence[LateRecording] = ()
) -> tuple[Diagnosis, ...]:
    """Put the conversions of all passes, and of single sources, beside the bands for them.

    The sets that the definition names give verdicts; where it names none all sets are shown
    as context.  The rate is the one within the longest horizon that can be given; where there
    is none it is the rate so far, which can only be too low: then nothing is called below.
    The same holds where the recording of the later stage starts late.
    """
    named = ground.definition.benchmarks if ground.definition is not None else ()
    chosen = [SETS[name] for name in named if name in SETS] or list(SETS.values())
    judged = any(name in SETS for name in named)
    started = {row.to: row for row in late}
    return tuple(
        diagnosis
        for row in conversions
        if row.cohort is None and row.so_far is not None
        for known in chosen
        for band in known.bands
        if _speaks_of(band, row)
        for diagnosis in _one(ground, row, known, band, judged=judged, late=started.get(row.to))
    )


def _speaks_of(band: Band, row: Conversion) -> bool:
    if (band.from_stage, band.to_stage) != (row.from_, row.to):
        return False
    if not band.source_words:
        return row.by is None
    source = (row.by or {}).get("source")
    return source is not None and any(word in source.casefold() for word in band.source_words)


def _one(
    ground: Ground,
    row: Conversion,
    known: BenchmarkSet,
    band: Band,
    *,
    judged: bool,
    late: LateRecording | None,
) -> Iterator[Diagnosis]:
    rate, horizon, trials = _best_rate(row)
    too_low = horizon is None or late is not None
    verdict = _verdict(rate, band, too_low=too_low) if judged else CONTEXT
    if band.average:
        verdict = CONTEXT
    more = None if too_low or verdict != NOT_ENOUGH else _more_needed(rate, band, trials)
    yield Diagnosis(
        row.from_,
        row.to,
        row.by,
        rate,
        horizon,
        _benchmark(known, band),
        verdict,
        more,
        _says(ground, row, (rate, horizon), known, band, verdict, more),
        {BELOW: band.look_at_below, ABOVE: band.look_at_above}.get(verdict),
        tuple(_warnings(ground.definition, row, band, late)),
    )


def _best_rate(row: Conversion) -> tuple[Rate, int | None, float]:
    """The rate within the longest horizon, else so far; with the passes it stands for."""
    mature = horizons_with_rates(row.mature)
    if mature:
        best = mature[-1]
        rate = Rate(best.rate, best.low, best.high)
        return rate, best.horizon_days, effective_trials(best)
    assert row.so_far is not None
    return row.so_far, None, float(row.entered)


def _verdict(rate: Rate, band: Band, *, too_low: bool) -> str:
    low = -inf if band.low is None else band.low
    high = inf if band.high is None else band.high
    if rate.low > high:
        return ABOVE
    if too_low:
        return NOT_ENOUGH
    if rate.high < low:
        return BELOW
    return INSIDE if low <= rate.low and rate.high <= high else NOT_ENOUGH


def _more_needed(rate: Rate, band: Band, trials: float) -> int | None:
    """How many more passes would settle it if the rate stayed; None where it is an edge."""
    edges = [edge for edge in (band.low, band.high) if edge is not None]
    needed = max(trials_to_tell(rate.rate, edge, confidence=CONFIDENCE) for edge in edges)
    return None if needed == inf else max(1, ceil(needed - trials))


def _benchmark(known: BenchmarkSet, band: Band) -> Benchmark:
    return Benchmark(
        known.name,
        band.label,
        known.source,
        known.year,
        known.sample,
        known.definition,
        known.strength,
        band.low,
        band.high,
    )


def _says(
    ground: Ground,
    row: Conversion,
    measured: tuple[Rate, int | None],
    known: BenchmarkSet,
    band: Band,
    verdict: str,
    more: int | None,
) -> str:
    a, b = (ground.funnel.label(stage) for stage in (row.from_, row.to))
    sentence = conversion_text(name_text(a, b, row.by), *measured)
    edges = f"{band_text(band.low, band.high)} ({known.label})"
    if verdict == CONTEXT:
        return f"{sentence}; for context: {edges}."
    if verdict == NOT_ENOUGH:
        missing = _more_text(ground, more, measured[1])
        return f"{sentence}, beside {edges}: not enough to tell{missing}."
    if verdict == INSIDE:
        return f"{sentence}, inside {edges}."
    why = band.below if verdict == BELOW else band.above
    side = "under" if verdict == BELOW else "over"
    suggests = f" The source takes that for: {why}." if why else ""
    return f"{sentence}, {side} {edges}.{suggests}"


def _more_text(ground: Ground, more: int | None, horizon: int | None) -> str:
    if ground.question.undated:
        return ", the data have no dates"
    if horizon is None:
        return ", the passes are too young"
    return f", about {more:,} more needed" if more is not None else ""


def _warnings(
    definition: Definition | None,
    row: Conversion,
    band: Band,
    late: LateRecording | None,
) -> Iterator[str]:
    """What makes the figure and the rate two different things."""
    if late is not None:
        yield (
            f"Entries into {row.to} are recorded only from {late.first_to}; the rate is too low. "
            f"Ask again for cohorts from {late.since} on."
        )
    if band.warning is not None:
        yield band.warning
    if band.source_words:
        yield "Which kind of source this is was told from its name only."
    if definition is None:
        yield "No definition is given; what these stages mean here is not known."
        return
    for slug in (row.from_, row.to):
        if any(s.slug == slug and s.entry is Entry.ASSERTED for s in definition.stages):
            label = definition.stage(slug).label
            yield f"{label} is asserted by another system; its criteria are not recorded."
