"""Random worlds: a timeline of definitions and facts that use every word of the language.

Drawn from a seed, small enough that a failure can be read.  Times lie on a coarse grid so
that ties are common; attributes change; leads leave, come back, merge and move.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random

import pyarrow as pa

from meetworthy.definition.language import (
    Timeline,
)
from meetworthy.model.dataset import Dataset
from meetworthy.model.fact import Fact
from meetworthy.model.kinds import Type
from meetworthy.model.tables import FACT_COLUMNS, LEADS, PROPERTY_TYPES
from meetworthy.model.time import DAY, HOUR
from property.drawn_definitions import DAYS, PROPERTIES, START, Definitions
from property.drawn_histories import Histories


@dataclass(frozen=True)
class World:
    """What is judged, by what, and when."""

    seed: int
    timeline: Timeline
    facts: tuple[Fact, ...]
    accounts: dict[int, int | None]
    at: int

    def dataset(self) -> Dataset:
        """Return the facts as a table, as the engine reads them."""
        rows = [_row(fact) for fact in self.facts]
        schema = FACT_COLUMNS
        for name, type_ in PROPERTIES.items():
            schema = schema.append(pa.field(f"p_{name}", PROPERTY_TYPES[type_]))
        leads = [
            {"lead": lead, "lead_id": f"L{lead}", "account": account, "account_id": None}
            for lead, account in sorted(self.accounts.items())
        ]
        return Dataset(
            pa.Table.from_pylist(rows, schema=schema),
            pa.Table.from_pylist(leads, schema=LEADS),
            PROPERTIES,
        )


def _row(fact: Fact) -> dict[str, object]:
    fixed = {name: getattr(fact, name) for name in FACT_COLUMNS.names}
    for name in ("occurred_at", "recorded_at"):
        fixed[name] = dt.datetime.fromtimestamp(0, dt.UTC) + dt.timedelta(microseconds=fixed[name])
    properties = {
        f"p_{name}": dt.date.fromisoformat(str(value)) if PROPERTIES[name] is Type.DATE else value
        for name, value in fact.properties.items()
    }
    return fixed | properties


def draw_world(seed: int) -> World:
    """Return the world of a seed."""
    random = Random(seed)
    timeline = Definitions(random).timeline()
    history = Histories(random, timeline)
    facts = history.draw()
    at = START + random.choice((20, 45, DAYS, DAYS + 120)) * DAY + random.choice((0, 5 * HOUR))
    return World(seed, timeline, facts, history.accounts, at)
