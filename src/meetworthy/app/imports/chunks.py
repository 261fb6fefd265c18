"""The facts of an import in pieces that are committed one by one, cut between rows of files."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

CHUNK = 4_000
"""Facts in one transaction: others wait for the ledger of the workspace a fraction of a second.
Larger ones are hardly faster; measured, see docs/how-to/import-exports.md."""


class Facts:
    """The facts that were staged, read from any place on."""

    def __init__(self, path: Path) -> None:
        self._file = pq.ParquetFile(path)
        meta = self._file.metadata
        self._ends: list[int] = []
        for group in range(meta.num_row_groups):
            before = self._ends[-1] if self._ends else 0
            self._ends.append(before + meta.row_group(group).num_rows)
        self._group, self._table = -1, pa.table({})

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def chunk(self, start: int, *, about: int = CHUNK) -> pa.Table:
        """Return the facts from a place on: about so many, and the last row's all."""
        length = about
        while True:
            facts = self._slice(start, length + 1)
            cut = self._cut(facts, about)
            if cut < facts.num_rows or start + facts.num_rows >= len(self):
                return facts.slice(0, cut)
            length *= 2

    def _cut(self, facts: pa.Table, about: int) -> int:
        """Return where to cut: at the first border between rows, ``about`` facts or later."""
        units, rows = facts["unit"].to_numpy(), int(facts.num_rows)
        cut = min(about, rows)
        while 0 < cut < rows and units[cut] == units[cut - 1]:
            cut += 1
        return cut

    def _slice(self, start: int, length: int) -> pa.Table:
        parts, place = [], start
        while place < min(start + length, len(self)):
            group = next(number for number, end in enumerate(self._ends) if place < end)
            first = self._ends[group - 1] if group else 0
            part = self._read(group).slice(place - first, start + length - place)
            parts.append(part)
            place += part.num_rows
        return pa.concat_tables(parts) if parts else self._file.schema_arrow.empty_table()

    def _read(self, group: int) -> pa.Table:
        if group != self._group:
            self._group, self._table = group, self._file.read_row_group(group)
        return self._table
