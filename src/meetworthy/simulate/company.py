"""The whole: simulate an example company into a folder, with its definition and its truth."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from math import floor
from pathlib import Path
from typing import Any, Literal

import numpy as np

from meetworthy.facts.mapping import MAPPING_FILE

from .accounting import Spend, people_batch
from .block import BLOCK_LEADS, Span, draw_block
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

MOST_IDS = 1000
"""How many ids of a planted fault the truth names."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What was written: the folder, and how much of it."""

    out: Path
    leads: int
    accounts: int
    facts: int
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
    faults = faults if form == "csv" else faults - CSV_ONLY
    out.mkdir(parents=True, exist_ok=True)
    world = world_of(start, days)
    whole = np.random.SeedSequence(seed)
    draws, accounts_seed, mischance, order = whole.spawn(4)
    truth, spend, planted = Truth(world), Spend(world), Planted()
    last, competitors = Span(0, leads, 0, 0, 0), list[str]()
    with _folder(out, form, world, shuffled, order, mischance, faults, planted) as folder:
        for span, child in _blocks(leads, STRANGERS[form], draws):
            block = draw_block(span, world, child, faults)
            folder.write(block)
            truth.add(block.leads, block.recorded, block.interest, block.passes)
            spend.add(block.leads)
            planted.include(block.planted)
            competitors += block.accounts.domain.filter(block.accounts.competitor).to_pylist()
            last = span
            if progress is not None:
                progress(span.first_lead + span.leads, leads)
        random = np.random.default_rng(accounts_seed)
        folder.write_batches([*spend.batches(random), people_batch(world)], last)
    mapping = mapping_of_exports() if form == "csv" else mapping_of_facts(LEADS_FILE, FACTS_FILE)
    (out / MAPPING_FILE).write_text(mapping, encoding="utf-8")
    write_definitions(out / DEFINITION_FOLDER, world, competitors)
    said = _truth(truth, world, seed, leads, faults, planted, folder.rows)
    (out / TRUTH_FILE).write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    return Summary(
        out,
        leads,
        last.first_account + last.accounts,
        folder.rows,
        faults,
        out / TRUTH_FILE,
        out / DEFINITION_FOLDER,
    )


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


def _folder(
    out: Path,
    form: str,
    world: World,
    shuffled: bool,
    order: np.random.SeedSequence,
    mischance: np.random.SeedSequence,
    faults: frozenset[str],
    planted: Planted,
) -> AbstractContextManager[CsvFolder] | AbstractContextManager[FactFolder]:
    random = np.random.default_rng(mischance)
    if form == "csv":
        return CsvFolder(out, world, faults, planted, random)
    shuffle = np.random.default_rng(order) if shuffled else None
    return FactFolder(out, world, shuffle, faults, planted, random)


def _truth(
    truth: Truth,
    world: World,
    seed: int,
    leads: int,
    faults: frozenset[str],
    planted: Planted,
    facts: int,
) -> dict[str, Any]:
    """Return the truth as values for JSON."""
    return {
        "company": COMPANY,
        "about": (
            "What the numbers of this company would be if everything were seen. `expected` is "
            "from the generating chances and the exact distribution of delays, given when `from` "
            "was reached; `realised` is from outcomes followed for years after the data end. "
            "First passes that reached `from` within the data; rates are fractions; "
            "`horizon_days` null is ever; `source` null is all, as recorded in the CRM. The "
            "stage mql is when a lead became visible to sales (the CRM's date), not a score."
        ),
        "seed": seed,
        "leads": leads,
        "start": world.start.isoformat(),
        "days": world.days,
        "timezone": ZONE,
        "currency": CURRENCY,
        "facts": facts,
        "definition_change": _moment(world, world.change),
        "conversions": truth.conversions(),
        "people": truth.people(),
        "returned": truth.returned,
        "faults": [_fault(name, planted, world) for name in sorted(faults)],
    }


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
