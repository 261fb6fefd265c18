"""The whole: simulate an example company into a folder, with its definition and its truth."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from math import floor
from pathlib import Path
from typing import Any, Literal

import numpy as np

from meetworthy.facts.mapping import MAPPING_FILE

from .accounting import Spend, people_batch
from .block import BLOCK_LEADS, Block, Span, draw_block
from .csvfolder import CsvFolder
from .definitions import write_definitions
from .factfiles import FACTS_FILE, LEADS_FILE, FactFolder
from .faults import CSV_ONLY, DEFAULT_FAULTS, FAULTS, Planted
from .mapping import mapping_of_exports, mapping_of_facts
from .truth import Truth
from .world import CURRENCY, ZONE, World, world_of

COMPANY = "Northwind"
TRUTH_FILE = "truth.json"
DEFINITION_FOLDER = "definition"

STRANGERS = {"csv": 12.0, "parquet": 1.0}
"""Visitors who are never identified, for each lead: the exports show a believable share of
visitors that become leads, the large files keep to some twenty facts a lead."""

MOST_CSV_LEADS = 50_000
"""Exports beyond this are not what a person opens; larger companies are written as facts."""

ABOUT = (
    "What the numbers of this company would be if everything were seen. `expected` is from the "
    "generating chances and the exact distribution of delays, given when `from` was reached; "
    "`realised` is from outcomes followed for years after the data end. First passes that "
    "reached `from` within the data; rates are fractions; `horizon_days` null is ever; `source` "
    "null is all, else as recorded in the CRM. The stage mql is when a lead became visible to "
    "sales (the date in the CRM), not a score."
)

MOST_IDS = 1000
"""How many ids of a planted fault the truth names."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What was written: the folder, and how much of it."""

    out: Path
    leads: int
    accounts: int
    rows: int  # of all files; of a table of facts, the facts
    faults: frozenset[str]
    truth: Path
    definition: Path


def simulate(
    out: Path,
    *,
    leads: int,
    seed: int,
    start: date = date(2024, 1, 1),
    days: int = 730,
    faults: frozenset[str] = DEFAULT_FAULTS,
    files: Literal["csv", "parquet"] | None = None,
    shuffled: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Summary:
    """Write an example company of so many leads: its data, its definition and its truth.

    ``files`` is ``csv`` (exports as a real company has them; unless said, up to 50,000 leads)
    or ``parquet`` (a table of facts, sorted by account, lead and time, or ``shuffled`` within
    blocks).  The same arguments write the same bytes.  ``progress`` is told the leads done and
    the leads in all.  Raises ValueError for fewer than one lead or 30 days, or a fault that is
    not in ``FAULTS``.
    """
    _check(leads, days, faults)
    form = files or ("csv" if leads <= MOST_CSV_LEADS else "parquet")
    planned = faults if form == "csv" else faults - CSV_ONLY
    company = _Company(world_of(start, days), leads, seed, form, planned, shuffled)
    out.mkdir(parents=True, exist_ok=True)
    return company.write(out, progress or (lambda _done, _all: None))


@dataclass
class _Company:
    """What adds up while the blocks of a company are drawn and written."""

    world: World
    leads: int
    seed: int
    form: str
    faults: frozenset[str]
    shuffled: bool

    def __post_init__(self) -> None:
        dice = np.random.SeedSequence(self.seed).spawn(4)
        self.draws = dice[0]
        self.accounting, self.mischance, self.order = map(np.random.default_rng, dice[1:])
        self.truth, self.spend, self.planted = Truth(self.world), Spend(self.world), Planted()
        self.competitors: list[str] = []
        self.accounts = 0

    def write(self, out: Path, progress: Callable[[int, int], None]) -> Summary:
        """Draw and write everything."""
        with self._folder(out) as folder:
            for span, child in _blocks(self.leads, STRANGERS[self.form], self.draws):
                block = draw_block(span, self.world, child, self.faults)
                folder.write(block)
                self._add(block)
                progress(span.first_lead + span.leads, self.leads)
            batches = [*self.spend.batches(self.accounting), people_batch(self.world)]
            folder.write_batches(batches, Span(0, self.leads, self.accounts, 0, 0))
        (out / MAPPING_FILE).write_text(self._mapping(), encoding="utf-8")
        write_definitions(out / DEFINITION_FOLDER, self.world, self.competitors)
        text = json.dumps(self._truth(folder.rows), indent=1) + "\n"
        (out / TRUTH_FILE).write_text(text, encoding="utf-8")
        return Summary(
            out,
            self.leads,
            self.accounts,
            folder.rows,
            self.faults,
            out / TRUTH_FILE,
            out / DEFINITION_FOLDER,
        )

    def _folder(self, out: Path) -> CsvFolder | FactFolder:
        if self.form == "csv":
            return CsvFolder(out, self.world, self.faults, self.planted, self.mischance)
        return FactFolder(out, self.world, self.order if self.shuffled else None)

    def _mapping(self) -> str:
        if self.form == "csv":
            return mapping_of_exports()
        return mapping_of_facts(LEADS_FILE, FACTS_FILE)

    def _add(self, block: Block) -> None:
        self.truth.add(block.leads, block.recorded, block.interest, block.passes)
        self.spend.add(block.leads)
        self.planted.include(block.planted)
        rivals = block.accounts.domain.filter(block.accounts.competitor)
        self.competitors += rivals.to_pylist()
        self.accounts += len(block.accounts)

    def _truth(self, rows: int) -> dict[str, Any]:
        """Return the truth as values for JSON."""
        return {
            "company": COMPANY,
            "about": ABOUT,
            "seed": self.seed,
            "leads": self.leads,
            "start": self.world.start.isoformat(),
            "days": self.world.days,
            "timezone": ZONE,
            "currency": CURRENCY,
            "rows": rows,
            "definition_change": _moment(self.world, self.world.change),
            "conversions": self.truth.conversions(),
            "people": self.truth.people(),
            "returned": self.truth.returned,
            "faults": [_fault(name, self.planted, self.world) for name in sorted(self.faults)],
        }


def _check(leads: int, days: int, faults: frozenset[str]) -> None:
    if leads < 1 or days < 30:
        raise ValueError(f"a company needs a lead and 30 days, not {leads} and {days}")
    if unknown := faults - FAULTS.keys():
        raise ValueError(f"no such fault: {', '.join(sorted(unknown))}")


def _blocks(
    leads: int, strangers: float, seed: np.random.SeedSequence
) -> Iterator[tuple[Span, np.random.SeedSequence]]:
    """Return the spans of the blocks, each with dice of its own."""
    account = visitor = 0
    children = seed.spawn(-(-leads // BLOCK_LEADS))
    for number, child in enumerate(children):
        first = number * BLOCK_LEADS
        count = min(BLOCK_LEADS, leads - first)
        span = Span(count, first, account, visitor, floor(count * strangers))
        account, visitor = account + span.accounts, visitor + count + span.strangers
        yield span, child


def _moment(world: World, seconds: float) -> str:
    stamp = np.datetime64(int(seconds) + world.origin, "s")
    return f"{stamp}Z"


def _fault(name: str, planted: Planted, world: World) -> dict[str, Any]:
    ids = planted.ids.get(name, [])
    said: dict[str, Any] = {
        "fault": name,
        "what": FAULTS[name],
        "count": planted.counts.get(name, 0),
        "ids": ids[:MOST_IDS],
    }
    if name == "late_recording":
        said["recorded_from"] = _moment(world, world.late)
    return said
