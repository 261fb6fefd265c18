"""Stages that a CRM asserts beside those that the definition judges: series of their own."""

from __future__ import annotations

from dataclasses import dataclass

from meetworthy.definition.language import Definition, Entry, Stage

from .passes import Passes, load_moments
from .results import StageCount
from .stages import ASSERTED, Funnel
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
    """Count the passes in each asserted series; what became of them is told by the stages."""
    rows = []
    for each in series:
        moments = passes.moments[each.name]
        here = moments.happened & (moments.at >= since)
        left = here & passes.left.happened
        total, gone = int(here.sum()), int(left.sum())
        label = f"{funnel.label(each.stage)} (asserted)"
        rows.append(
            StageCount(
                each.name,
                label,
                total,
                total,
                0,
                gone,
                total - gone,
                ASSERTED,
                criteria_recorded=False,
            )
        )
    return tuple(rows)
