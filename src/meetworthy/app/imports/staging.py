"""Staging: a folder read once, its facts laid out in the order in which they are committed.

What is staged lies below the data folder until the import is done.  A worker that takes a job
over finds it there; where it does not (another machine), it reads the folder again, and the
order is the same because the files are.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.db import transaction

from meetworthy.facts.files import find_files
from meetworthy.facts.load import load_mapping
from meetworthy.facts.read import read_folder
from meetworthy.model.dataset import Dataset

from .fingerprint import fingerprint_of
from .heart import Pulse, beating
from .kept import KEPT, keep
from .lease import Held
from .ordering import FACTS, write_facts
from .unnamed import with_unnamed

ALIASES, LEADS, ASIDE, SUMMARY = "aliases.parquet", "leads.parquet", "quarantine.csv", "staged.json"

READING = 0.3
"""The share of an import that reading is; chosen by eye."""

Seen = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Staged:
    """What was read: how many rows became what, before the ledger saw any of it.

    ``silent`` rows made no fact though nothing is wrong with them; ``known`` ones say only what
    others say.  ``senders`` gives the sender of each file.
    """

    folder: Path
    fingerprint: str
    facts: int
    aside: int
    silent: int
    known: int
    senders: dict[str, str]
    problems: list[dict[str, Any]]

    @property
    def items(self) -> int:
        """Return how many things are committed one after the other."""
        return self.aside + self.facts


def stage(held: Held, *, clock: Callable[[], int], seen: Seen) -> Staged:
    """Return what a job has staged, reading its folder where that has not been done.

    Raises Refused for a mapping that can't be taken, Lost where somebody else has the job.
    """
    place = place_of(held.uuid)
    staged = _found(place / "staged")
    if staged is not None:
        return staged
    mine = place / f"reading-{held.lease}"
    with beating(held, clock=clock, seen=seen) as pulse:
        _read(held.folder, mine, pulse)
    with transaction.atomic():
        held.keep(at=clock())  # nobody else can take the job while this row is held
        shutil.rmtree(place / "staged", ignore_errors=True)
        if (mine / KEPT).is_file():
            (mine / KEPT).replace(place / KEPT)
        mine.rename(place / "staged")
    _forget_others(place)
    staged = _found(place / "staged")
    assert staged is not None
    return staged


def place_of(uuid: str) -> Path:
    """Return the folder below the data folder in which a job stages."""
    return Path(settings.DATA_FOLDER) / "imports" / uuid


def forget(uuid: str) -> None:
    """Delete what a job has staged; what reading a single row again takes is kept."""
    place = place_of(uuid)
    shutil.rmtree(place / "staged", ignore_errors=True)
    _forget_others(place)


def _forget_others(place: Path) -> None:
    for other in place.glob("reading-*"):
        shutil.rmtree(other, ignore_errors=True)


def _found(folder: Path) -> Staged | None:
    summary = folder / SUMMARY
    if not summary.is_file():
        return None
    return Staged(folder=folder, **json.loads(summary.read_text(encoding="utf-8")))


def _read(folder: Path, target: Path, pulse: Pulse) -> None:
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    before = fingerprint_of(folder)
    scratch = target / "scratch"
    dataset = read_folder(
        folder,
        work=scratch,
        progress=lambda what, share: pulse(what, READING * 0.9 * share),
        ledger=True,
    )
    pulse("laying out facts", READING * 0.9)
    staged = _write(dataset, folder, target, before)
    shutil.rmtree(scratch, ignore_errors=True)  # a table of facts is read without any
    text = json.dumps({key: value for key, value in asdict(staged).items() if key != "folder"})
    (target / SUMMARY).write_text(text, encoding="utf-8")


def _write(dataset: Dataset, folder: Path, target: Path, fingerprint: str) -> Staged:
    with duckdb.connect(config={"temp_directory": str(target), "memory_limit": "2GB"}) as con:
        con.execute("SET TimeZone = 'UTC'")
        facts, rows = write_facts(con, dataset, target)
        aliases = with_unnamed(con, dataset, target / FACTS)
    pq.write_table(aliases, target / ALIASES)
    pq.write_table(dataset.leads.select(["lead", "account"]).sort_by("lead"), target / LEADS)
    if dataset.quarantine is not None:
        shutil.copyfile(dataset.quarantine, target / ASIDE)
        keep(folder, target / KEPT)
    return Staged(
        target,
        fingerprint,
        facts=facts,
        aside=dataset.read.quarantined,
        silent=dataset.read.taken - rows,
        known=dataset.read.known,
        senders=_senders(folder),
        problems=[asdict(problem) for problem in dataset.problems],
    )


def _senders(folder: Path) -> dict[str, str]:
    mapping, tree = load_mapping(folder)
    found, _ = find_files(folder, mapping, tree)
    return {
        file.name: mapping.files[name].sender or name
        for name, files in found.items()
        for file in files
    }


def read_table(staged: Staged, name: str) -> pa.Table:
    """Return one of the tables that were staged."""
    return pq.read_table(staged.folder / name)
