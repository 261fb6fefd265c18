"""Reading a folder of exports for a command, and the instants that it is asked about."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from meetworthy.model.time import day_number, instant_of, moment_of, start_of_day

from .exits import Exit
from .moment import Moment
from .progress import Watch
from .say import data_problem_as_dict, note, note_data_problems

if TYPE_CHECKING:
    import pyarrow as pa

    from meetworthy.definition.language import Definition, Timeline
    from meetworthy.model.dataset import Dataset

QUARANTINE = "quarantine.csv"
"""Where rows that could not be taken are kept, in the folder that a command writes to."""

_EPOCH_DAY = date(1970, 1, 1)


@contextmanager
def reading(folder: Path, watch: Watch, *, out: Path | None = None) -> Iterator[Dataset]:
    """Read a folder of exports; what is too large to hold is on disk while the block runs.

    Rows that could not be taken are kept in ``out``, where one is given, as quarantine.csv.
    """
    from meetworthy.facts.read import read_folder

    with tempfile.TemporaryDirectory(prefix="meetworthy-") as scratch:
        dataset = read_folder(folder, work=Path(scratch), progress=watch)
        if out is not None:
            dataset = replace(dataset, quarantine=_keep(dataset.quarantine, out))
        yield dataset


def _keep(quarantine: Path | None, out: Path) -> Path | None:
    """Move the quarantine into a folder; one of an earlier run there goes."""
    out.mkdir(parents=True, exist_ok=True)
    kept = out / QUARANTINE
    kept.unlink(missing_ok=True)
    return None if quarantine is None else Path(shutil.move(quarantine, kept))


def zone_of(dataset: Dataset, timeline: Timeline | None) -> str:
    """Return the workspace's zone: the definition's, else the mapping's."""
    return timeline[-1].zone if timeline else dataset.zone


def version_at(timeline: Timeline, at: int) -> Definition:
    """Return the version in force at an instant; the first where none was yet."""
    return next((each for each in reversed(timeline) if each.in_force <= at), timeline[0])


def as_of_instant(asked: Moment | None, dataset: Dataset, zone: str) -> int:
    """Return the instant before which facts count.

    Unless asked: the first midnight after the last fact, and never later than now, so that
    a date of 2100 in somebody's export does not make every open lead look old.
    """
    if asked is not None:
        return asked.instant(zone)
    now = instant_of(datetime.now(UTC))
    last = _last_instant(dataset, now)
    if last is None:
        return now
    tomorrow = _EPOCH_DAY + timedelta(days=day_number(last, zone) + 1)
    return min(start_of_day(tomorrow, zone), now)


def before(moment: Moment | None, zone: str) -> int | None:
    """Return the last instant before a moment, as judging counts it; None where none is given."""
    return None if moment is None else moment.instant(zone) - 1


def _last_instant(dataset: Dataset, until: int) -> int | None:
    """Return the latest instant at which something happened to a lead, not after ``until``."""
    import pyarrow.dataset as pads

    facts: Any = dataset.facts
    source = pads.dataset(facts) if not isinstance(facts, tuple) else pads.dataset(list(facts))
    scalar = _timestamp(until)
    wanted = (pads.field("occurred_at") <= scalar) & pads.field("lead").is_valid()
    batches = source.to_batches(columns=["occurred_at"], filter=wanted)
    latest = [value for batch in batches if (value := _latest(batch)) is not None]
    return max(latest, default=None)


def _timestamp(instant: int) -> pa.Scalar:
    import pyarrow as pa

    from meetworthy.model.tables import INSTANT

    return pa.scalar(instant, pa.int64()).cast(INSTANT)


def _latest(batch: pa.RecordBatch) -> int | None:
    import pyarrow as pa
    import pyarrow.compute as pc

    value = pc.max(batch.column(0).cast(pa.int64())).as_py()
    return None if value is None else int(value)


def in_zone(instant: int, zone: str) -> str:
    """Return an instant as people write it: ISO 8601 to the second, in a zone."""
    from zoneinfo import ZoneInfo

    return moment_of(instant).astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")


def note_read(dataset: Dataset) -> None:
    """Say what became of the rows, and what a reader of the numbers must know of them."""
    read = dataset.read
    note(
        f"Read {read.rows:,} rows: {read.taken:,} taken, {read.known:,} already known, "
        f"{read.quarantined:,} quarantined."
    )
    if read.quarantined and dataset.quarantine is not None:
        note(f"What was quarantined, and why: {dataset.quarantine}")
    note_data_problems(dataset.problems)


def read_as_dict(dataset: Dataset) -> dict[str, Any]:
    """Return what became of the rows, for JSON."""
    read = dataset.read
    return {
        "rows": read.rows,
        "taken": read.taken,
        "known": read.known,
        "quarantined": read.quarantined,
        "quarantine": None if dataset.quarantine is None else str(dataset.quarantine),
        "problems": [data_problem_as_dict(problem) for problem in dataset.problems],
    }


def ending(dataset: Dataset, *, strict: bool) -> Exit:
    """Return how a command that read this data ends."""
    return Exit.QUARANTINED if strict and dataset.read.quarantined else Exit.FINE
