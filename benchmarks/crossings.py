"""Whether two contenders gave the same answer, lead by lead."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from meetworthy.model.time import NEVER

Instants = npt.NDArray[np.int64]

BEFORE_SALES = ("lead", "mql", "pass", "review")
"""What may be written of a first pass while the lead can still become an MQL in it."""


def earliest(table: pa.Table, leads: int) -> Instants:
    """Return the earliest ``at`` of each lead in a table; NEVER for leads that are not in it."""
    found = np.full(leads, NEVER, np.int64)
    at = table.column("at").cast(pa.int64()).to_numpy()
    np.minimum.at(found, table.column("lead").to_numpy(), at)
    return found


def mql_of(entries: pa.Table, leads: int) -> Instants:
    """Return when each lead became an MQL in its first pass."""
    first = entries.filter(pc.equal(entries.column("pass"), 1))
    return earliest(first.filter(pc.equal(first.column("stage"), "mql")), leads)


def mql_by_crossing(crossings: pa.Table, entries: pa.Table, leads: int) -> Instants:
    """Return when each lead must have become an MQL in its first pass.

    That is where its score first crosses, unless sales had taken the lead on or it had left
    before: whoever is an SQL, or gone, does not become an MQL.  The crossings are the
    rival's; from the entries only what people decided is taken.
    """
    first = entries.filter(pc.equal(entries.column("pass"), 1))
    still = pc.is_in(first.column("stage").cast(pa.string()), pa.array(BEFORE_SALES))
    decided = earliest(first.filter(pc.invert(still)), leads)
    crossed = earliest(crossings, leads)
    return np.where(crossed <= decided, crossed, NEVER)


def differing(one: Instants, other: Instants) -> list[int]:
    """Return the leads about which two answers differ."""
    return np.flatnonzero(one != other).tolist()
