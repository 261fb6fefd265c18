"""What behaviour is drawn from: the leads of a block, their interest, the frame, the dice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import market
from .clock import Floats, Ints
from .interest import Interest
from .population import Leads
from .values import Bools, Words
from .world import World


@dataclass(frozen=True, slots=True)
class Scene:
    """What a behaviour is drawn from: the leads, their interest, the frame, the dice."""

    leads: Leads
    interest: Interest
    world: World
    random: np.random.Generator
    recorded: Ints  # each lead's source as the CRM has it; -1 for empty

    @property
    def interested(self) -> Bools:
        """Which leads are ever interested."""
        return np.isfinite(self.interest.at)

    def some(self, share: float | Floats) -> Ints:
        """Return the rows of a random share of the leads."""
        return np.flatnonzero(self.random.random(len(self.leads)) < share)

    def many(self, mean: float | Floats) -> Ints:
        """Return rows of leads, each as often as a Poisson draw says."""
        counts = self.random.poisson(mean, len(self.leads))
        return np.repeat(np.arange(len(self.leads)), counts)

    def later(self, rows: Ints, days: float) -> Floats:
        """Return instants after the leads became known, on average so many days after."""
        delay = self.random.exponential(days, len(rows))
        return self.world.attention.after(self.leads.created[rows], delay)

    def earlier(self, rows: Ints, days: float) -> Floats:
        """Return instants before the leads became known."""
        delay = self.random.exponential(days, len(rows))
        return self.world.attention.before(self.leads.created[rows], delay)

    def sources(self, rows: Ints, code: int | None = None) -> Words:
        """Return the sources of some touches: one for all, or what brought each lead."""
        own = self.recorded[rows]
        return Words(own if code is None else np.where(own < 0, -1, code), market.NAMES)
