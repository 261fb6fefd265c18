"""The example company until a moment: the exports that it has when the stream begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from meetworthy.facts.mapping import MAPPING_FILE

from ..accounting import Spend, people_batch
from ..block import Block, Span
from ..company import DEFINITION_FOLDER
from ..csvfolder import CsvFolder
from ..definitions import write_definitions
from ..faults import DEFAULT_FAULTS, Planted
from ..mapping import mapping_of_exports
from .chapters import chapters_of
from .finance import Finance
from .frame import Frame, frame_of
from .sending import cut
from .stream import WINDOW

ANONYMOUS = "anonymous"
"""The space of aliases in which an anonymous id of the tracking API stands."""

MISCHANCE = 2
"""The purpose of the dice of the faults of exports; `chapters` and `finance` have the others."""


@dataclass(frozen=True, slots=True)
class History:
    """What was written: the folder, its leads and rows, and where the definition is."""

    out: Path
    leads: int
    rows: int
    definition: Path


def history(out: Path, *, seed: int, start: datetime, leads_a_day: float = 10.0) -> History:
    """Write the two years before a moment: exports, their mapping, and the definition.

    `live_company` with the same seed, start and leads a day goes on from there, with the same
    people under the same addresses, numbers and cookies.  The exports have the faults that
    real ones have.  The same arguments write the same bytes.  Raises ValueError for arguments
    that make no company.
    """
    return write_past(out, frame_of(start, seed=seed, leads_a_day=leads_a_day))


def write_past(out: Path, frame: Frame) -> History:
    """Write what was recorded of a company until the moment of its frame."""
    out.mkdir(parents=True, exist_ok=True)
    finance = Finance(frame, Spend(frame.world))
    leads, competitors = 0, []
    mischance = np.random.default_rng(frame.dice(MISCHANCE))
    with CsvFolder(out, frame.world, DEFAULT_FAULTS, Planted(), mischance) as folder:
        for block in _past(frame):
            folder.write(block)
            finance.add(block.leads)
            leads += len(block.leads)
            rivals = block.accounts.domain.filter(block.accounts.competitor)
            competitors += rivals.to_pylist()
        batches = [people_batch(frame.world)]
        for month in finance.months(0.0, frame.now):
            batches += finance.batches(month)
        folder.write_batches(batches, Span(0, leads, 0, 0, 0))
    (out / MAPPING_FILE).write_text(_mapping(), encoding="utf-8")
    definition = out / DEFINITION_FOLDER
    write_definitions(definition, frame.world, list(dict.fromkeys(competitors)))
    return History(out, leads, folder.rows, definition)


def _mapping() -> str:
    """Return the mapping of the exports, with cookies under the name that browsers' calls use."""
    return mapping_of_exports().replace("visitor: {cookie:", f"visitor: {{{ANONYMOUS}:")


def _past(frame: Frame) -> Iterator[Block]:
    """Return the blocks that the stream begins with, each as it was known at the start."""
    for chapter in chapters_of(frame):
        if chapter.begin >= frame.now + WINDOW:
            return
        yield cut(chapter.block, frame.world, frame.now)
