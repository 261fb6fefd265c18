"""The passes: when each entered each stage first, and when it left; the unit of all rates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from meetworthy.model.time import NEVER

from .columns import Bools, Ints
from .question import Unit
from .store import Store, quoted, text

MARKS = frozenset({"exit", "pass", "review"})
"""Words in the column `stage` that are no stages."""


@dataclass(frozen=True, slots=True)
class Moments:
    """When something first happened in each pass; NEVER where it has not."""

    at: Ints
    date_only: Bools

    @property
    def happened(self) -> Bools:
        """Whether it happened."""
        return np.asarray(self.at < NEVER)


@dataclass(frozen=True, slots=True)
class Passes:
    """One row a pass, sorted by lead and pass; ``moments`` by stage slug (or kind of fact)."""

    lead: Ints
    number: Ints
    names: pa.ChunkedArray
    moments: Mapping[str, Moments]
    left: Moments

    def __len__(self) -> int:
        return int(self.lead.size)

    def named(self, chosen: Bools, *, most: int) -> tuple[str, ...]:
        """Return the ids of the first of the chosen passes, for a person to look at."""
        places = np.flatnonzero(chosen)[:most]
        return tuple(str(name) for name in self.names.take(pa.array(places)).to_pylist())

    def with_moments(self, name: str, moments: Moments) -> Passes:
        """Return the same passes with one more thing that may have happened in each."""
        return replace(self, moments={**self.moments, name: moments})


def stages_entered(store: Store) -> tuple[str, ...]:
    """Return the stages that anything entered, in the order in which leads enter them.

    For tables of entries that come without an order: by the mean place among a pass's
    entries, then by name.
    """
    rows = store.rows(_ORDER)
    return tuple(str(row[0]) for row in rows)


def load_passes(store: Store, stages: Sequence[str], *, unit: Unit) -> Passes:
    """Read the passes with their first entry into each stage.

    In the unit `first pass` only pass 1 of each lead; `ever` joins all passes of a lead into
    one, which has left only if its last pass has.
    """
    words = [*stages, "exit"]
    columns = ", ".join(
        f'min(2 * "at" + date_only::INTEGER) FILTER (stage = {text(word)}) '
        f"AS {quoted('at_' + word)}"
        for word in words
    )
    table = store.table(_PASSES[unit].format(columns=columns))
    moments = {word: _moments(table, word) for word in words}
    left = moments.pop("exit")
    return Passes(_numbers(table, "lead"), _numbers(table, "pass"), table["lead_id"], moments, left)


def load_moments(store: Store, passes: Passes, where: str) -> Moments:
    """Read when the first fact that an SQL condition over `facts` names fell into each pass.

    A fact belongs to the last pass of its lead that had started; before the first start, to
    the first.
    """
    store.connection.register("pass_rows", _pass_rows(passes))
    table = store.table(_FACT_MOMENTS.format(where=where))
    at = np.full(len(passes), NEVER, dtype=np.int64)
    days = np.zeros(len(passes), dtype=bool)
    place = _numbers(table, "place")
    at[place] = _numbers(table, "at")
    days[place] = table["day"].to_numpy()
    return Moments(at, days)


def _pass_rows(passes: Passes) -> pa.Table:
    return pa.table({"lead": passes.lead, "number": passes.number, "place": np.arange(len(passes))})


def _moments(table: pa.Table, word: str) -> Moments:
    """Read the earliest moment, kept as one number: twice the instant, and one if by day only."""
    column = table[f"at_{word}"]
    packed = np.asarray(column.fill_null(0).to_numpy(), dtype=np.int64)
    never = np.asarray(column.is_null().to_numpy(), dtype=bool)
    return Moments(np.where(never, NEVER, packed >> 1), (packed & 1).astype(bool))


def _numbers(table: pa.Table, name: str) -> Ints:
    return np.asarray(table[name].to_numpy(), dtype=np.int64)


_ORDER = """
SELECT stage
FROM (
    SELECT stage, rank() OVER (PARTITION BY lead, "pass" ORDER BY "at") AS place
    FROM entries WHERE stage NOT IN ('exit', 'pass', 'review')
)
GROUP BY stage ORDER BY avg(place), stage
"""

_EVERY = """
SELECT lead, "pass", any_value(lead_id) AS lead_id, {columns}
FROM entries {where}
GROUP BY lead, "pass" ORDER BY lead, "pass"
"""

_EVER = """
SELECT lead, 1 AS "pass", any_value(lead_id) AS lead_id, {columns}
FROM (
    SELECT *, max("pass") OVER (PARTITION BY lead) AS last FROM entries
) WHERE stage != 'exit' OR "pass" = last
GROUP BY lead ORDER BY lead
"""

_PASSES: Mapping[Unit, str] = {
    "first pass": _EVERY.replace("{where}", 'WHERE "pass" = 1'),
    "every pass": _EVERY.replace("{where}", ""),
    "ever": _EVER,
}

_FACT_MOMENTS = """
WITH starts AS (
    SELECT lead, "pass" AS number, min("at") AS start FROM entries GROUP BY lead, "pass"
), chosen AS (
    SELECT lead, occurred_at, date_only FROM facts WHERE lead IS NOT NULL AND ({where})
), placed AS (
    SELECT chosen.*, coalesce(starts.number, 1) AS number
    FROM chosen ASOF LEFT JOIN starts
        ON chosen.lead = starts.lead AND chosen.occurred_at >= starts.start
)
SELECT pass_rows.place, min(occurred_at) AS "at", arg_min(date_only, occurred_at) AS day
FROM placed JOIN pass_rows ON placed.lead = pass_rows.lead AND placed.number = pass_rows.number
GROUP BY pass_rows.place
"""
