"""The funnel's stages in order: what became of those who entered each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from meetworthy.definition.language import Definition, Entry

from .columns import Bools
from .passes import Passes
from .question import Question
from .results import StageCount
from .store import Store

ASSERTED = "asserted"

ACRONYMS = frozenset({"mql", "pql", "sal", "sql", "sqm"})
"""Stages that people write in capitals."""


@dataclass(frozen=True, slots=True)
class Funnel:
    """The stages in the team's order, with their labels; the first is where leads start."""

    stages: tuple[str, ...]
    labels: Mapping[str, str]

    def label(self, stage: str) -> str:
        """Return what people call a stage."""
        label = self.labels.get(stage, stage)
        return label.upper() if label in ACRONYMS else label

    def pairs(self) -> Iterator[tuple[str, str, bool]]:
        """Yield (from, to, consecutive) for the conversions people ask for, without repeats.

        Each stage to the next, then every earlier stage from MQL on to every later one, and
        the first stage to the last.
        """
        steps = list(zip(self.stages, self.stages[1:], strict=False))
        yield from ((a, b, True) for a, b in steps)
        for place, a in enumerate(self.stages[:-2]):
            for b in self.stages[place + 2 :]:
                if place > 0 or b == self.stages[-1]:
                    yield a, b, False


def funnel_of(definition: Definition | None, named: Sequence[str], found: Sequence[str]) -> Funnel:
    """Return the funnel: the definition's, else the mapping's order, else as leads enter them."""
    if definition is not None:
        labels = {stage.slug: stage.label for stage in definition.stages}
        return Funnel(tuple(labels), labels)
    return Funnel(tuple(dict.fromkeys([*named, *found])), {})


def count_stages(
    store: Store,
    funnel: Funnel,
    passes: Passes,
    question: Question,
    definition: Definition | None,
) -> tuple[StageCount, ...]:
    """Count the entries into each stage, and what became of those passes."""
    entries = _entries_of_all_passes(store, question)
    series = _series(store, definition)
    later = np.zeros(len(passes), dtype=bool)
    counts: list[StageCount] = []
    for stage in reversed(funnel.stages):
        entered = passes.moments[stage].happened
        here = entered & (passes.moments[stage].at >= question.start)
        moved = here & later if counts else here  # who reached the last stage has arrived
        counted = count_outcomes(stage, funnel.label(stage), here, moved, passes)
        how = series.get(stage, "recorded")
        counts.append(
            replace(
                counted,
                entries=entries.get(stage, 0),
                series=how,
                criteria_recorded=how != ASSERTED,
            )
        )
        later |= entered
    return tuple(reversed(counts))


def count_outcomes(stage: str, label: str, here: Bools, moved: Bools, passes: Passes) -> StageCount:
    """Count what became of the passes that entered a stage: moved on, left instead, or open."""
    total, onward = int(here.sum()), int(moved.sum())
    left = int((here & ~moved & passes.left.happened).sum())
    return StageCount(stage, label, total, total, onward, left, total - onward - left)


def _entries_of_all_passes(store: Store, question: Question) -> dict[str, int]:
    rows = store.rows(_ENTRIES, [question.start])
    return {str(stage): int(str(count)) for stage, count in rows}


def _series(store: Store, definition: Definition | None) -> dict[str, str]:
    """How each stage is entered: as defined, else as most of its entries were."""
    if definition is not None:
        return {stage.slug: _entry_word(stage.entry) for stage in definition.stages}
    return {str(stage): str(how) for stage, how in store.rows(_HOW)}


def _entry_word(entry: Entry) -> str:
    return "recorded" if entry is Entry.START else entry.value


_ENTRIES = """
SELECT stage, count(*) FROM (
    SELECT stage, lead, "pass", min("at") AS "at" FROM entries GROUP BY ALL
) WHERE "at" >= ? GROUP BY stage
"""

_HOW = "SELECT stage, mode(how) FROM entries GROUP BY stage"
