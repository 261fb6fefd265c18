"""Looking at a file of which nothing is known yet: what its columns seem to hold."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from .dates import Reading, is_ambiguous, readings_of
from .decoding import encoding_of

ROWS_SEEN = 5_000  # of each file; enough to tell columns apart, quick on any file; by eye
LONGEST_HEADER = 1_000_000  # characters; chosen by eye, far above any export's
_SEPARATORS = ",;\t|"
_ISO = re.compile(
    r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}([.]\d+)?)?( ?(Z|UTC|[+-]\d\d:?\d\d))?)?"
)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_HOST = re.compile(r"(https?://)?([a-z0-9-]+\.)+[a-z]{2,}(/\S*)?", re.IGNORECASE)
_WHOLE = re.compile(r"[+-]?\d{1,18}")
_NUMBER = re.compile(r"[+-]?(\d+[.]?\d*|[.]\d+)")
_SAYS_NOTHING = frozenset({"null", "none", "n/a", "na", "nan", "select", "-", "(blank)", "#n/a"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column as seen: its name, its distinct cells that say something, and its holes."""

    name: str
    values: tuple[str, ...]
    filled: int
    empty: int
    silent: tuple[str, ...]  # cells such as NULL or Select, which perhaps say nothing

    @property
    def is_unique(self) -> bool:
        """Say whether every row seen has a cell of its own."""
        return self.filled > 0 and self.empty == 0 and len(self.values) == self.filled

    def all_like(self, pattern: re.Pattern[str]) -> bool:
        """Say whether every cell that says something is written like this."""
        return bool(self.values) and all(pattern.fullmatch(value) for value in self.values)

    @property
    def is_iso_time(self) -> bool:
        """Say whether every cell is an ISO 8601 date or time."""
        return self.all_like(_ISO)

    @property
    def is_email(self) -> bool:
        """Say whether the cells are e-mail addresses."""
        return self.all_like(_EMAIL)

    @property
    def is_host(self) -> bool:
        """Say whether the cells are domains or web addresses."""
        return self.all_like(_HOST) and bool(
            re.search("domain|website|url", self.name, re.IGNORECASE)
        )

    def type_word(self) -> str | None:
        """Return the type that all cells can be read as; None for text."""
        lowered = {value.lower() for value in self.values}
        if lowered and lowered <= {"true", "false", "yes", "no"}:
            return "boolean"
        if self.all_like(_WHOLE):
            return "integer"
        return "number" if self.all_like(_NUMBER) else None

    def readings(self) -> list[Reading]:
        """Return the ways of writing times that fit every cell, if they are not ISO."""
        if not self.values or not any(mark.isdigit() for mark in self.values[0]):
            return []
        if self.type_word() is not None or not any(c in self.values[0] for c in "/.-, "):
            return []
        return readings_of(sorted(self.values)[:500])

    def is_ambiguous_time(self) -> bool:
        """Say whether the cells are times that can be read in more than one way."""
        return is_ambiguous(self.readings())


@dataclass(frozen=True, slots=True)
class Survey:
    """A file as seen: how it is written, and its columns."""

    path: Path
    encoding: str | None  # where it has to be declared
    separator: str
    rows: int
    more: bool
    columns: tuple[Column, ...]
    unread: str | None = None  # why nothing could be seen


def survey_file(path: Path) -> Survey:
    """Look at the first rows of a CSV or Parquet file; what can't be read says why."""
    try:
        return _survey(path)
    except (pa.ArrowException, OSError, csv.Error, UnicodeError) as error:
        why = str(error).partition("\n")[0].rstrip(".")
        return Survey(path, None, ",", 0, False, (), why)


def _survey(path: Path) -> Survey:
    if path.suffix.lower() in {".parquet", ".pq"}:
        return _survey_parquet(path)
    encoding, declared = _guess_encoding(path)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        first = file.readline(LONGEST_HEADER + 1)
        if len(first) > LONGEST_HEADER:
            why = f"its first line has more than {LONGEST_HEADER:,} characters: it is no table"
            return Survey(path, declared, ",", 0, False, (), why)
        separator = _separator(first)
        file.seek(0)
        reader = csv.reader(file, delimiter=separator)
        header = [name.strip() for name in next(reader, [])]
        rows = [row for row in islice(reader, ROWS_SEEN) if len(row) == len(header)]
        more = next(reader, None) is not None
    return Survey(path, declared, separator, len(rows), more, _columns(header, rows))


def _guess_encoding(path: Path) -> tuple[str, str | None]:
    """Return the encoding to look with, and the one to declare where UTF-8 is not it."""
    named = encoding_of(path, None)
    if named != "utf-8":
        return named, None
    with path.open("rb") as file:
        start = file.read(1 << 20)
    try:
        start[: start.rfind(b"\n") + 1].decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252", "cp1252"
    return "utf-8", None


def _separator(header: str) -> str:
    return max(_SEPARATORS, key=header.count)


def _survey_parquet(path: Path) -> Survey:
    file = pq.ParquetFile(path)
    batch = next(file.iter_batches(ROWS_SEEN), None)
    names = list(file.schema_arrow.names)
    columns = [] if batch is None else [_texts(column) for column in batch.columns]
    rows = [list(row) for row in zip(*columns, strict=True)]
    more = int(file.metadata.num_rows) > len(rows)
    return Survey(path, None, ",", len(rows), more, _columns(names, rows))


def _texts(column: pa.Array) -> list[str]:
    return ["" if value is None else str(value) for value in column.to_pylist()]


def _columns(header: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    return tuple(
        _column(name, [row[index].strip() for row in rows])
        for index, name in enumerate(header)
        if name
    )


def _column(name: str, cells: list[str]) -> Column:
    silent = tuple(sorted({cell for cell in cells if cell.lower() in _SAYS_NOTHING}))
    said = [cell for cell in cells if cell and cell not in silent]
    return Column(name, tuple(dict.fromkeys(said)), len(said), len(cells) - len(said), silent)
