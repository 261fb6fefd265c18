"""One file as rows of text: CSV through a streaming parser, Parquet as it stands.

Rows are numbered so that a person finds them: in a CSV the header is row 1 and blank lines
are not counted; in Parquet the first row is row 1.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq

from .decoding import BAD_BYTE, NUL, Decoded, decode_file
from .files import Found
from .mapping import FileEntry
from .mended import cells_of

BLOCK_BYTES = 16 << 20  # parsed at once; no row may be longer
SHOWN_HEADER = 1 << 20  # characters within which a header must end


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that could not be split into cells: its number, its text, and why."""

    row: int
    kind: str
    what: str
    field: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class RawTable:
    """A file's rows: where they lie as Parquet, its header, and what could not be split.

    ``names`` maps a header's name to the Parquet column's name.  ``row_column`` is the SQL of
    a row's number.
    """

    found: Found
    parquet: Path
    header: tuple[str, ...]
    names: dict[str, str]
    row_column: str
    rows: int
    rejects: tuple[Reject, ...] = ()
    separator: str = ","
    is_empty: bool = False


class Unsplittable(Exception):
    """A file whose rows can't be told apart; the message says what was seen."""


_UNREAD_HEADER = (
    "its header holds NUL bytes or bytes that are not of the file's encoding (a file with a NUL "
    "beside each letter is utf-16-le or utf-16-be)"
)


def is_parquet(entry: FileEntry, path: Path) -> bool:
    """Say whether a file is read as Parquet."""
    if entry.format is not None:
        return entry.format == "parquet"
    return path.suffix.lower() in {".parquet", ".pq"}


def read_header(entry: FileEntry, decoded: Decoded) -> tuple[tuple[str, ...], bool]:
    """Return the names in a CSV file's first record, trimmed, and whether rows follow.

    There are no names where the file is empty.
    """
    with decoded.path.open(encoding="utf-8-sig", newline="") as file:
        start = file.read(SHOWN_HEADER).lstrip("\r\n")
        more = bool(file.read(1))
    if not start.strip():
        return (), False
    lines = start.replace("\r\n", "\n").replace("\r", "\n").splitlines(keepends=True)
    reader = csv.reader(lines, delimiter=entry.separator)
    try:
        record = next(reader)
    except (csv.Error, StopIteration) as error:
        raise Unsplittable(f"its header can't be split into names: {error}") from None
    if any(BAD_BYTE in name or NUL in name for name in record):
        raise Unsplittable(_UNREAD_HEADER)
    names = tuple(name.strip() for name in record)
    return names, more or any(line.strip("\n") for line in lines[reader.line_num :])


def load_table(
    found: Found,
    entry: FileEntry,
    mended: Mapping[int, str],
    scratch: Path,
    report: Callable[[int], None],
) -> RawTable:
    """Read one file into rows of text; raises ``Unsplittable`` where that can't be done.

    ``mended`` holds lines that take the place of rows of a CSV file, by row number.
    """
    if is_parquet(entry, found.path):
        return _open_parquet(found)
    copy = scratch / f"part-{found.part}.utf8"
    decoded = decode_file(found.path, entry.encoding, copy, report)
    header, has_rows = read_header(entry, decoded)
    target = scratch / f"part-{found.part}.parquet"
    if not has_rows:
        return _no_rows(found, target, header, entry)
    loader = _Loader(decoded, header, entry.separator, mended)
    rows = loader.write(target)
    if decoded.copied:
        decoded.path.unlink()
    names = {name: f"c{index}" for index, name in reversed(list(enumerate(header)))}
    return RawTable(
        found, target, header, names, "row", rows, tuple(loader.rejects), entry.separator
    )


def _open_parquet(found: Found) -> RawTable:
    try:
        file = pq.ParquetFile(found.path)
    except (pa.ArrowInvalid, OSError) as error:
        raise Unsplittable(f"it is not a Parquet file: {str(error).splitlines()[0]}") from None
    header = tuple(file.schema_arrow.names)
    names = {name: name for name in header}
    rows = int(file.metadata.num_rows)
    return RawTable(found, found.path, header, names, "file_row_number + 1", rows)


def _no_rows(found: Found, target: Path, header: tuple[str, ...], entry: FileEntry) -> RawTable:
    columns = {name: f"c{index}" for index, name in enumerate(header)}
    empty = {name: pa.array([], pa.string()) for name in columns.values()}
    pq.write_table(pa.table({"row": pa.array([], pa.int64()), **empty}), target)
    return RawTable(
        found, target, header, columns, "row", 0, (), entry.separator, is_empty=not header
    )


@dataclass
class _Loader:
    """Parses a CSV file block by block and writes its rows, numbered, as Parquet."""

    decoded: Decoded
    header: tuple[str, ...]
    separator: str
    mended: Mapping[int, str]
    rejects: list[Reject] = field(default_factory=list)
    _numbers: list[int] = field(default_factory=list)

    def write(self, target: Path) -> int:
        """Write all rows that can be split; returns how many rows the file has."""
        columns = [f"c{index}" for index in range(len(self.header))]
        schema = pa.schema([("row", pa.int64()), *((name, pa.string()) for name in columns)])
        seen = 0
        with pq.ParquetWriter(target, schema, compression="snappy") as writer:
            for batch in self._batches(columns):
                numbered = self._numbered(batch, seen, schema)
                seen += batch.num_rows
                writer.write_batch(self._without_marks(self._without_mended(numbered)))
            rows = seen + len(self._numbers)
            writer.write_batch(self._mended_rows(rows, schema))
        return rows

    def _batches(self, columns: list[str]) -> Iterator[pa.RecordBatch]:
        try:
            yield from arrow_csv.open_csv(
                self.decoded.path,
                read_options=arrow_csv.ReadOptions(
                    # One thread: only then are rejected rows numbered.
                    use_threads=False,
                    block_size=BLOCK_BYTES,
                    column_names=columns,
                    skip_rows_after_names=1,
                ),
                parse_options=arrow_csv.ParseOptions(
                    delimiter=self.separator,
                    newlines_in_values=True,
                    ignore_empty_lines=True,
                    invalid_row_handler=self._reject,
                ),
                convert_options=arrow_csv.ConvertOptions(
                    column_types=dict.fromkeys(columns, pa.string()), strings_can_be_null=False
                ),
            )
        except pa.ArrowInvalid as error:
            raise Unsplittable(_why_unsplittable(str(error))) from None

    def _reject(self, row: arrow_csv.InvalidRow) -> str:
        why = f"{row.actual_columns} cells where the header has {row.expected_columns}"
        self._numbers.append(row.number)
        self.rejects.append(Reject(row.number, "ragged_row", row.text, why=why))
        return "skip"

    def _without_mended(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        if not self.mended:
            return batch
        return batch.filter(pc.invert(pc.is_in(batch["row"], pa.array(list(self.mended)))))

    def _mended_rows(self, rows: int, schema: pa.Schema) -> pa.RecordBatch:
        """Return the mended rows of the file; those that are still ragged are rejected."""
        self.rejects = [reject for reject in self.rejects if reject.row not in self.mended]
        taken = []
        for number, line in sorted(self.mended.items()):
            cells = cells_of(line, self.separator)
            if not 2 <= number < rows + 2:
                continue
            if len(cells) == len(self.header):
                taken.append([number, *cells])
                continue
            why = f"{len(cells)} cells where the header has {len(self.header)}"
            self.rejects.append(Reject(number, "ragged_row", line, why=why))
        columns = list(zip(*taken, strict=True)) if taken else [()] * len(schema)
        arrays = [
            pa.array(column, kind) for column, kind in zip(columns, schema.types, strict=True)
        ]
        return pa.RecordBatch.from_arrays(arrays, schema=schema)

    def _numbered(self, batch: pa.RecordBatch, seen: int, schema: pa.Schema) -> pa.RecordBatch:
        """Number good rows as if those rejected before them stood between them."""
        ordinals = np.arange(seen, seen + batch.num_rows, dtype=np.int64)
        rejected = np.asarray(self._numbers, dtype=np.int64)
        good_before = rejected - 2 - np.arange(len(rejected))
        numbers = ordinals + 2 + np.searchsorted(good_before, ordinals, side="right")
        return pa.RecordBatch.from_arrays([pa.array(numbers), *batch.columns], schema=schema)

    def _without_marks(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        if not self.decoded.marked:
            return batch
        bad = np.zeros(batch.num_rows, dtype=bool)
        for index, name in enumerate(self.header, start=1):
            column = batch.column(index)
            marked = pc.match_substring_regex(column, f"[{BAD_BYTE}{NUL}]")
            here = marked.to_numpy(zero_copy_only=False).astype(bool) & ~bad
            for position in np.flatnonzero(here):
                self.rejects.append(_marked(batch, int(position), name, self.separator))
            bad |= here
        return batch.filter(pa.array(~bad)) if bad.any() else batch


def _marked(batch: pa.RecordBatch, position: int, name: str, separator: str) -> Reject:
    cells = [str(column[position].as_py()) for column in batch.columns]
    text = separator.join(cells[1:])
    kind = "nul_byte" if NUL in text else "bad_bytes"
    return Reject(
        int(cells[0]), kind, text.replace(BAD_BYTE, "\ufffd").replace(NUL, "\u2400"), name
    )


def _why_unsplittable(said: str) -> str:
    if "straddling" in said:
        return (
            f"a row is longer than {BLOCK_BYTES >> 20} MB, probably because a quote "
            "is opened and not closed"
        )
    return f"it can't be split into rows: {said.splitlines()[0]}"
