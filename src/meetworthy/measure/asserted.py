"""Stages that a CRM asserts beside those that the definition judges: series of their own."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from meetworthy.definition.language import Definition, Entry, Stage

from .passes import Passes, load_moments
from .results import StageCount
from .stages import ASSERTED, Funnel, count_outcomes
from .store import Store, text


@dataclass(frozen=True, slots=True)
class AssertedSeries:
    """A stage and the name of the series of what was asserted of it."""

    stage: str
    name: str


def load_asserted(
    store: Store, passes: Passes, definition: Definition | None
) -> tuple[Passes, tuple[AssertedSeries, ...]]:
    """Add to the passes, as `<stage> (asserted)`, what was asserted of stages not so defined.

    Without a definition there is nothing beside which it could stand: nothing is added.
    """
    series = []
    for stage in definition.stages if definition is not None else ():
        if stage.entry is Entry.ASSERTED:
            continue
        moments = load_moments(store, passes, _asserts(store, stage))
        if moments.happened.any():
            name = f"{stage.slug} (asserted)"
            passes = passes.with_moments(name, moments)
            series.append(AssertedSeries(stage.slug, name))
    return passes, tuple(series)


def _asserts(store: Store, stage: Stage) -> str:
    names = ", ".join(text(name.casefold()) for name in {stage.slug, stage.label})
    return f"kind = 'stage.asserted' AND lower(trim({store.property('stage')})) IN ({names})"


def asserted_pairs(
    funnel: Funnel, series: tuple[AssertedSeries, ...]
) -> tuple[tuple[str, str, bool], ...]:
    """Return the conversions into an asserted series, from the stage before it."""
    stages = funnel.stages
    return tuple(
        (stages[stages.index(each.stage) - 1], each.name, False)
        for each in series
        if stages.index(each.stage) > 0
    )


def count_asserted(
    passes: Passes, funnel: Funnel, series: tuple[AssertedSeries, ...], since: int
) -> tuple[StageCount, ...]:
    """Count the passes in each asserted series, and what became of them.

    They have moved on where any later stage was entered, or asserted too.
    """
    return tuple(_count(passes, funnel, each, series, since) for each in series)


def _count(
    passes: Passes,
    funnel: Funnel,
    each: AssertedSeries,
    series: tuple[AssertedSeries, ...],
    since: int,
) -> StageCount:
    moments = passes.moments[each.name]
    here = moments.happened & (moments.at >= since)
    later = _later(funnel, each, series)
    onward = np.zeros(len(passes), dtype=bool)
    for name in later:
        onward |= passes.moments[name].happened
    moved = here & onward if later else here  # who is said to be in the last stage has arrived
    label = f"{funnel.label(each.stage)} (asserted)"
    counted = count_outcomes(each.name, label, here, moved, passes)
    return replace(counted, series=ASSERTED, criteria_recorded=False)


def _later(funnel: Funnel, each: AssertedSeries, series: tuple[AssertedSeries, ...]) -> list[str]:
    stages = funnel.stages[funnel.stages.index(each.stage) + 1 :]
    return [*stages, *(other.name for other in series if other.stage in stages)]
