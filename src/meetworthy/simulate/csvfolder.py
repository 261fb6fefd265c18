"""Writing blocks as the CSV exports of a real company, appended block by block."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from .block import Block, Span
from .csvfiles import companies, contacts, deals, log_table, people, spend
from .exports import COMPANIES, CONTACTS, DEALS, LOGS, MAIL, PEOPLE_FILE, SPEND, WEB, Log
from .faults import BAD, CONFLICT, TWICE, Planted
from .records import running_ids
from .values import Batch
from .world import World

BAD_DATE = "2024-02-30T12:00:00Z"
"""A day that does not exist."""


class CsvFolder:
    """The open files of an export folder; a context manager that closes them."""

    def __init__(
        self,
        folder: Path,
        world: World,
        faults: frozenset[str],
        planted: Planted,
        random: np.random.Generator,
    ) -> None:
        self.folder, self.world = folder, world
        self.faults, self.planted, self.random = faults, planted, random
        self.writers: dict[str, pacsv.CSVWriter] = {}
        self.numbers = {log.name: 1 for log in LOGS}
        self.rows = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for writer in self.writers.values():
            writer.close()

    def write(self, block: Block) -> None:
        """Append everything of a block."""
        self._append(CONTACTS.file, contacts(block, self.world))
        self._append(COMPANIES.file, companies(block, self.world))
        self._append(DEALS.file, deals(block, self.world))
        for log in LOGS:
            self._write_log(log, block)

    def write_batches(self, batches: list[Batch], _: Span) -> None:
        """Append what belongs to no block: spend and people."""
        self._append(SPEND.file, spend(batches, self.world))
        self._append(PEOPLE_FILE.file, people(batches, self.world))

    def _append(self, file: str, table: pa.Table) -> None:
        """Append rows to a file; the first time its header too."""
        if file not in self.writers:
            self.writers[file] = pacsv.CSVWriter(
                self.folder / file,
                table.schema,
                write_options=pacsv.WriteOptions(quoting_style="needed"),
            )
        self.writers[file].write_table(table)
        self.rows += table.num_rows

    def _write_log(self, log: Log, block: Block) -> None:
        batches = [batch for batch in block.batches if log.holds(batch)]
        if not batches:
            return
        table = pa.concat_tables([log_table(log, batch, block, self.world) for batch in batches])
        at = np.concatenate([np.floor(batch.at) for batch in batches])
        table = table.take(pa.array(np.argsort(at, kind="stable")))
        numbers = self.numbers[log.name] + np.arange(table.num_rows)
        self.numbers[log.name] += table.num_rows
        ids = running_ids(log.name[0].upper(), numbers).column()
        self._append(log.file, self._spoilt(log, table.add_column(0, log.number, ids)))

    def _spoilt(self, log: Log, table: pa.Table) -> pa.Table:
        """Return a log with the faults that are planted in its rows."""
        if log is WEB:
            table = self._with_bad_dates(table)
            whole = pc.if_else(pc.equal(table["Time"], BAD_DATE), "", table["Event"])
            table = self._repeat(table, "duplicates", TWICE, whole, "Page view")
        if log is MAIL:
            table = self._repeat(table, "conflicts", CONFLICT, table["Type"], "open")
        return table

    def _repeat(
        self, table: pa.Table, fault: str, share: float, kinds: pa.ChunkedArray, kind: str
    ) -> pa.Table:
        """Append some rows once more; under `conflicts` with another subject."""
        rows = self._some(np.flatnonzero(pc.equal(kinds, kind).to_numpy()), fault, share)
        if not len(rows):
            return table
        again = table.take(pa.array(rows))
        self.planted.add(fault, again.column(0).to_pylist())
        if fault == "conflicts":
            place = table.schema.get_field_index("Subject")
            other = pa.array(["Northwind, corrected"] * len(rows))
            again = again.set_column(place, "Subject", other)
        return pa.concat_tables([table, again])

    def _with_bad_dates(self, table: pa.Table) -> pa.Table:
        views = np.flatnonzero(pc.equal(table["Event"], "Page view").to_numpy())
        rows = self._some(views, "bad_dates", BAD)
        if not len(rows):
            return table
        ids = table.column(0).take(pa.array(rows))
        unique = np.isin(np.arange(table.num_rows), rows)
        self.planted.add("bad_dates", ids.to_pylist())
        place = table.schema.get_field_index("Time")
        times = pc.if_else(pa.array(unique), BAD_DATE, table["Time"].combine_chunks())
        return table.set_column(place, "Time", times)

    def _some(self, rows: np.ndarray, fault: str, share: float) -> np.ndarray:
        """Return a share of some rows, at least one; none where the fault is not planted."""
        if fault not in self.faults or not len(rows):
            return rows[:0]
        count = max(1, round(share * len(rows)))
        return np.sort(self.random.choice(rows, count, replace=False))
