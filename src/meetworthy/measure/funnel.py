"""Everything a report says, put together: one call, one value."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from meetworthy.definition.language import Definition
from meetworthy.model.dataset import Dataset, ReadCounts
from meetworthy.model.kinds import KINDS

from .apart import measure_direct_entries, measure_impossible_orders
from .asked import check_asked
from .asserted import AssertedSeries, asserted_pairs, count_asserted, load_asserted
from .breakdown import measure_conversions
from .calendar import day_text, instant_text
from .costs import measure_costs
from .diagnosis import diagnose
from .ground import Ground
from .headline import write_headline
from .labels import load_credits
from .passes import Passes, load_moments, load_passes, stages_entered
from .period_ratio import measure_period_ratios
from .problems import find_problems
from .question import HORIZONS_DAYS, Question, Unit
from .recording import find_late_recording
from .results import DefinitionRef, FunnelReport, Read, Settings, StageCount
from .sources import measure_sources
from .stages import Funnel, count_stages, funnel_of
from .store import Store, open_store, text
from .trend import measure_trends
from .velocity import measure_velocities
from .visits import measure_visits


def measure_funnel(
    dataset: Dataset,
    entries: pa.Table,
    *,
    as_of: int,
    definition: Definition | None,
    since: int | None = None,
    horizons_days: Sequence[int] = HORIZONS_DAYS,
    by: Sequence[str] = (),
    unit: Unit = "first pass",
    pairs: Sequence[tuple[str, str]] = (),
    known_by: int | None = None,
) -> FunnelReport:
    """Measure the funnel as of an instant: all that report.json contains.

    ``entries`` are those judged as of then.  ``as_of`` is excluded, ``since`` (the start of the
    cohorts) included, ``known_by`` included; instants in microseconds.  ``by`` names
    attributes to split by, ``pairs`` further conversions, from and to stages or kinds of fact.
    Refused where cohorts begin after ``as_of`` or no fact states an attribute; a ValueError
    for horizons and pairs that mean nothing.
    """
    zone = definition.zone if definition is not None else dataset.zone
    with open_store(dataset, entries, as_of=as_of, known_by=known_by) as store:
        check_asked(store, as_of=as_of, since=since, by=by, zone=zone)
        question = Question(
            as_of, zone, since, tuple(horizons_days), tuple(by), unit, undated=_is_undated(dataset)
        )
        ground, asserted = _prepare(store, question, dataset, definition, pairs)
        return _report(ground, dataset, asserted)


def _prepare(
    store: Store,
    question: Question,
    dataset: Dataset,
    definition: Definition | None,
    pairs: Sequence[tuple[str, str]],
) -> tuple[Ground, tuple[AssertedSeries, ...]]:
    """Read what every measure stands on, once."""
    funnel = funnel_of(definition, dataset.stages, stages_entered(store))
    passes = load_passes(store, funnel.stages, unit=question.unit)
    passes, asserted = load_asserted(store, passes, definition)
    passes = _with_kinds(store, passes, pairs, definition)
    source, campaign = load_credits(store, passes)
    currency = (definition.currency if definition is not None else None) or dataset.currency
    ground = Ground(
        store,
        question,
        funnel,
        passes,
        source,
        campaign,
        definition,
        currency,
        _pairs(funnel, asserted, pairs),
    )
    return ground, asserted


def _report(ground: Ground, dataset: Dataset, asserted: tuple[AssertedSeries, ...]) -> FunnelReport:
    conversions = measure_conversions(ground)
    late = find_late_recording(ground)
    orders = measure_impossible_orders(ground)
    diagnosis = diagnose(ground, conversions, late)
    trends = measure_trends(ground, late)
    velocities = measure_velocities(ground)
    return FunnelReport(
        as_of=instant_text(ground.question.as_of, ground.question.zone),
        definition=_reference(ground.definition),
        read=_read(dataset.read),
        settings=_settings(ground.question),
        headline=write_headline(ground, conversions, diagnosis, trends, velocities, late, orders),
        stages=_stages(ground, asserted),
        conversions=conversions,
        period_ratios=measure_period_ratios(ground),
        direct_entries=measure_direct_entries(ground),
        impossible_orders=orders,
        velocity=velocities,
        sources=measure_sources(ground, ground.source, conversions),
        campaigns=measure_sources(ground, ground.campaign, conversions),
        costs=measure_costs(ground),
        visits=measure_visits(ground),
        diagnosis=diagnosis,
        trends=trends,
        late_recording=late,
        problems=find_problems(ground, orders, late, dataset.problems),
    )


def _is_undated(dataset: Dataset) -> bool:
    """Say whether reading found no date for any lead."""
    undated = sum(problem.count for problem in dataset.problems if problem.kind == "no_dates")
    return bool(0 < dataset.leads.num_rows <= undated)


def _pairs(
    funnel: Funnel,
    asserted: tuple[AssertedSeries, ...],
    asked: Sequence[tuple[str, str]],
) -> tuple[tuple[str, str, bool], ...]:
    usual = [*funnel.pairs(), *asserted_pairs(funnel, asserted)]
    known = {(a, b) for a, b, _ in usual}
    return (*usual, *((a, b, False) for a, b in dict.fromkeys(asked) if (a, b) not in known))


def _with_kinds(
    store: Store,
    passes: Passes,
    pairs: Sequence[tuple[str, str]],
    definition: Definition | None,
) -> Passes:
    """Add the moments of the kinds of fact that conversions are asked from or to."""
    kinds = definition.kinds if definition is not None else KINDS
    for name in dict.fromkeys(name for pair in pairs for name in pair):
        if name in passes.moments:
            continue
        if name not in kinds:
            raise ValueError(f"{name} is neither a stage of this funnel nor a kind of fact")
        moments = load_moments(store, passes, f"kind = {text(name)}")
        passes = passes.with_moments(name, moments)
    return passes


def _stages(ground: Ground, asserted: tuple[AssertedSeries, ...]) -> tuple[StageCount, ...]:
    counts = count_stages(
        ground.store, ground.funnel, ground.passes, ground.question, ground.definition
    )
    return (*counts, *count_asserted(ground.passes, ground.funnel, asserted, ground.question.start))


def _reference(definition: Definition | None) -> DefinitionRef | None:
    if definition is None:
        return None
    return DefinitionRef(definition.name, definition.version, definition.hash)


def _read(counts: ReadCounts) -> Read:
    return Read(counts.rows, counts.taken, counts.known, counts.quarantined)


def _settings(question: Question) -> Settings:
    since = None if question.since is None else day_text(question.since, question.zone)
    return Settings(
        question.zone,
        since,
        question.horizons_days,
        question.by,
        question.unit,
        enough_followed=question.enough_followed,
    )
