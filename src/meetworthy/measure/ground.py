"""What every measure stands on: the question, the funnel, its passes and what splits them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from meetworthy.definition.language import Definition
from meetworthy.model.time import NEVER

from .columns import Bools
from .journey import Journey, follow
from .labels import Labels, load_attribute
from .passes import Passes
from .question import Question
from .stages import Funnel
from .store import Store

QUALIFIED = ("sql", "sqm", "opportunity", "customer")
"""The stages that say "sales wants this", in the order in which they are looked for."""

MAIN_HORIZON_DAYS = 60
"""The horizon for one-line answers, where it was asked for; chosen by eye."""


@dataclass(frozen=True)
class Ground:
    """A question about a store, with what several measures need read once."""

    store: Store
    question: Question
    funnel: Funnel
    passes: Passes
    source: Labels
    campaign: Labels
    definition: Definition | None
    currency: str | None  # of amounts that name none
    pairs: tuple[tuple[str, str, bool], ...]
    _journeys: dict[tuple[str, str], Journey] = field(default_factory=dict)
    _attributes: dict[tuple[str, str], Labels] = field(default_factory=dict)

    def journey(self, a: str, b: str) -> Journey:
        """Return the journey from A to B; followed once."""
        if (a, b) not in self._journeys:
            self._journeys[a, b] = follow(self.passes, a, b, self.question)
        return self._journeys[a, b]

    def splits(self, a: str) -> Iterator[Labels]:
        """Yield what conversions from A are split by: source, campaign, attributes at entry."""
        yield from (label for label in (self.source, self.campaign) if label.says_anything)
        for name in self.question.by:
            if (a, name) not in self._attributes:
                at = self.passes.moments[a].at
                loaded = load_attribute(self.store, self.passes, name, at, self.definition)
                self._attributes[a, name] = loaded
            yield self._attributes[a, name]

    def entered(self, stage: str) -> Bools:
        """Say which passes entered a stage in the time asked for."""
        moments = self.passes.moments[stage]
        return np.asarray(moments.happened & (moments.at >= self.question.start))

    def begun(self) -> Bools:
        """Say which leads first entered any stage in the time asked for, each lead once."""
        at = [moments.at for moments in self.passes.moments.values()]
        first = np.min(at, axis=0, initial=NEVER) if at else np.full(len(self.passes), NEVER)
        new = np.diff(self.passes.lead, prepend=-1) != 0
        return np.asarray(new & (first < NEVER) & (first >= self.question.start))

    @property
    def main_pair(self) -> tuple[str, str] | None:
        """The conversion that says most: MQL to SQL, or what stands nearest to it."""
        stages = self.funnel.stages
        if len(stages) < 2:
            return None
        to = next((s for s in QUALIFIED if s in stages[1:]), stages[-1])
        before = stages[: stages.index(to)]
        return ("mql" if "mql" in before else before[0]), to

    @property
    def main_horizon(self) -> int | None:
        """The horizon for one-line answers: 60 days, else the one next to it."""
        days = self.question.horizons_days
        return min(days, key=lambda d: (abs(d - MAIN_HORIZON_DAYS), d)) if days else None
