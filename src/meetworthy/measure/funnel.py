"""Everything a report says, put together: one call, one value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow as pa

from meetworthy.definition.language import Definition
from meetworthy.model.dataset import Dataset

from .calendar import day_text, instant_text
from .conversion import measure_cohorts, measure_conversion
from .journey import Journey, follow, set_apart
from .labels import Labels, load_attribute, load_credit
from .passes import Passes, load_passes, stages_entered
from .question import ENOUGH_FOLLOWED, HORIZONS_DAYS, Question, Unit
from .results import (
    Conversion,
    DefinitionRef,
    DirectEntry,
    FunnelReport,
    ImpossibleOrder,
    Read,
    Settings,
)
from .stages import Funnel, count_stages, funnel_of
from .store import Store, open_store


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
) -> FunnelReport:
    """Measure the funnel as of an instant: all that report.json contains."""
    zone = definition.zone if definition is not None else dataset.zone
    question = Question(as_of, zone, since, tuple(horizons_days), tuple(by), unit)
    with open_store(dataset, entries, as_of=as_of) as store:
        found = stages_entered(store)
        funnel = funnel_of(definition, dataset.stages, found)
        passes = load_passes(store, funnel.stages, unit=unit)
        credit = [load_credit(store, passes, column) for column in ("source", "campaign")]
        conversions = tuple(_conversions(store, funnel, passes, credit, question, definition))
        apart = list(_apart(funnel, passes, question))
        return FunnelReport(
            as_of=instant_text(as_of, zone),
            definition=_reference(definition),
            read=Read(
                *(getattr(dataset.read, n) for n in ("rows", "taken", "known", "quarantined"))
            ),
            settings=_settings(question),
            headline=(),
            stages=count_stages(store, funnel, passes, question, definition),
            conversions=conversions,
            period_ratios=(),
            direct_entries=tuple(d for d, _ in apart if d.count),
            impossible_orders=tuple(i for _, i in apart if i.count),
            velocity=(),
            sources=(),
            campaigns=(),
            costs=(),
            visits=(),
            diagnosis=(),
            trends=(),
            late_recording=(),
            problems=dataset.problems,
        )


def _conversions(
    store: Store,
    funnel: Funnel,
    passes: Passes,
    credit: Sequence[Labels],
    question: Question,
    definition: Definition | None,
) -> Iterator[Conversion]:
    attributes: dict[tuple[str, str], Labels] = {}
    for a, b, consecutive in funnel.pairs():
        journey = follow(passes, a, b, question)
        for name in question.by:
            if (a, name) not in attributes:
                at = passes.moments[a].at
                attributes[a, name] = load_attribute(store, passes, name, at, definition)
        labels = [*credit, *(attributes[a, name] for name in question.by)]
        yield measure_conversion(journey, (a, b), question, consecutive=consecutive)
        yield from measure_cohorts(journey, (a, b), question, consecutive=consecutive)
        for label in labels:
            yield from _by_label(journey, (a, b), question, label, consecutive)


def _by_label(
    journey: Journey,
    names: tuple[str, str],
    question: Question,
    label: Labels,
    consecutive: bool,
) -> Iterator[Conversion]:
    for value, rows in label.groups(journey.place):
        yield measure_conversion(
            journey,
            names,
            question,
            by={label.name: value},
            chosen=rows,
            consecutive=consecutive,
            not_known_at_entry=value is None and label.name in question.by,
        )


def _apart(
    funnel: Funnel, passes: Passes, question: Question
) -> Iterator[tuple[DirectEntry, ImpossibleOrder]]:
    for a, b, _ in funnel.pairs():
        apart = set_apart(passes, a, b, question)
        direct, impossible = (
            (int(part.sum()), passes.named(part, most=_EXAMPLES))
            for part in (apart.direct, apart.impossible)
        )
        yield DirectEntry(a, b, *direct), ImpossibleOrder(a, b, *impossible)


def _reference(definition: Definition | None) -> DefinitionRef | None:
    if definition is None:
        return None
    return DefinitionRef(definition.name, definition.version, definition.hash)


def _settings(question: Question) -> Settings:
    since = None if question.since is None else day_text(question.since, question.zone)
    return Settings(
        question.zone,
        since,
        question.horizons_days,
        question.by,
        question.unit,
        enough_followed=ENOUGH_FOLLOWED,
    )


_EXAMPLES = 5
"""Ids shown of each kind of trouble; chosen by eye."""
