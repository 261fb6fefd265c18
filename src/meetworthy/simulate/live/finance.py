"""What finance records: the spend of each month, once the month is over."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ..accounting import Spend
from ..clock import DAY_SECONDS
from ..population import Leads
from ..values import Batch
from .event import Event, cells_of, said_in
from .frame import Frame
from .sending import Row

NAME = "finance"
"""How finance's rows are told from those of a chapter."""

DICE = 3
"""The purpose of the dice of accounting; `chapters` and `history` have the others."""

HOURS = 2.0
"""Working hours into a month until the spend of the last is recorded."""


@dataclass
class Finance:
    """The spend of a company, month by month (counted since 1970-01)."""

    frame: Frame
    spend: Spend
    dues: dict[int, float] = field(default_factory=dict)

    def add(self, leads: Leads) -> None:
        """Add leads: what they cost belongs to the month in which they came."""
        if len(leads):
            self.spend.add(leads)

    def months(self, since: float, until: float) -> list[int]:
        """Return the months whose spend is recorded between two instants."""
        months = sorted({month for _, month in self.spend.leads})
        return [month for month in months if since <= self.due(month) < until]

    def due(self, month: int) -> float:
        """Return when the spend of a month is recorded."""
        if month not in self.dues:
            self.dues[month] = self._due(month)
        return self.dues[month]

    def _due(self, month: int) -> float:
        world = self.frame.world
        ends = np.datetime64(month + 1, "M").astype("datetime64[D]").astype(np.int64)
        midnight = world.day_starts(np.array([ends * DAY_SECONDS + 43_200.0 - world.origin]))
        return float(world.business.after(midnight, HOURS)[0])

    def batches(self, month: int) -> list[Batch]:
        """Return the spend of one month: on each source, and on everything."""
        own = {key: count for key, count in self.spend.leads.items() if key[1] == month}
        dice = np.random.default_rng(self.frame.dice(DICE, month))
        return Spend(self.frame.world, own).batches(dice)

    def rows(self, since: float, until: float) -> list[Row]:
        """Return the rows to be sent between two instants, in order."""
        return [
            (self.due(month), number, NAME, month, place)
            for month in self.months(since, until)
            for number, batch in enumerate(self.batches(month))
            for place in range(len(batch))
        ]

    def event(self, row: Row) -> Event:
        """Return the event of a row."""
        sent, number, _, month, place = row
        batch = self.batches(month)[number]
        cells = cells_of(batch)
        return Event(
            key=f"{NAME}/{month}/{number}/{place}",
            kind=batch.kind,
            sender=batch.sender,
            at=float(batch.at[place]),
            sent=sent,
            source=cells["source"][place] if "source" in cells else None,
            date_only=batch.date_only,
            properties=said_in(cells, place),
        )
