"""A workspace's facts, read and keyed, ready to be judged and measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from .kinds import Type
from .problem import DataProblem
from .tables import ALIASES, LEADS


@dataclass(frozen=True, slots=True)
class ReadCounts:
    """What became of the rows read: rows = taken + known + quarantined."""

    rows: int = 0
    taken: int = 0
    known: int = 0
    quarantined: int = 0


@dataclass(frozen=True, slots=True)
class Dataset:
    """The facts of one workspace.

    ``facts`` is a table, or Parquet files with the same columns where it is too large to
    hold.  ``properties`` gives the type of each ``p_`` column; ``zone`` is the workspace's
    zone as the mapping states it; ``stages`` the stages that the mapping names, in order
    (the funnel where there is no definition).  ``aliases`` are all names from outside, not only
    the one by which ``leads`` knows each lead.
    """

    facts: pa.Table | tuple[Path, ...]
    leads: pa.Table = field(default_factory=LEADS.empty_table)
    properties: Mapping[str, Type] = field(default_factory=dict)
    zone: str = "UTC"
    currency: str | None = None
    stages: tuple[str, ...] = ()
    read: ReadCounts = ReadCounts()
    quarantine: Path | None = None
    problems: tuple[DataProblem, ...] = ()
    aliases: pa.Table = field(default_factory=ALIASES.empty_table)
