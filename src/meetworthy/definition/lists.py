"""Named lists: written in the definition, or in a CSV file beside it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from meetworthy.model.document import Tree
from meetworthy.model.problem import Place, Problem
from meetworthy.model.time import start_of_day

from . import units
from .language import ListEntry, NamedList
from .shape import DefinitionFile
from .shape.attributes import ListShape

LARGEST_BYTES = 5_000_000  # chosen by eye: some 200,000 domains
MOST_ENTRIES = 200_000  # chosen by eye


@dataclass(frozen=True, slots=True)
class _Faulty(Exception):
    problem: Problem


def read_lists(
    file: DefinitionFile, tree: Tree, folder: Path | None
) -> tuple[dict[str, NamedList], list[Problem]]:
    """Return the lists that can be read, and what is wrong with the rest.

    List files are looked for in ``folder``, that of the definition, and nowhere above it.
    """
    lists: dict[str, NamedList] = {}
    problems: list[Problem] = []
    for name, shape in file.lists.items():
        try:
            lists[name] = NamedList(name, _entries(name, shape, file.timezone, tree, folder))
        except _Faulty as faulty:
            problems.append(faulty.problem)
    return lists, problems


def _entries(
    name: str, shape: ListShape, zone: str, tree: Tree, folder: Path | None
) -> tuple[ListEntry, ...]:
    place = tree.place(("lists", name))
    if (shape.file is None) == (not shape.values):
        cause = f"The list `{name}` has neither a file nor values, or both."
        raise _faulty("list_source", place, cause, "Give it `file: …` or `values: […]`.")
    if shape.file is None:
        return tuple(_inline(shape, zone))
    path = _inside(shape.file, folder, place)
    return tuple(_rows(path, shape.file, zone, place))


def _faulty(kind: str, place: Place, cause: str, remedy: str) -> _Faulty:
    return _Faulty(Problem(kind, place, cause, remedy))


def _inline(shape: ListShape, zone: str) -> Iterator[ListEntry]:
    for value in shape.values:
        if isinstance(value, str):
            yield ListEntry(value)
        else:
            yield ListEntry(value.value, _day(value.start, zone), _day(value.until, zone))


def _day(text: str | None, zone: str) -> int | None:
    return start_of_day(units.parse_day(text), zone) if text else None


def _inside(name: str, folder: Path | None, place: Place) -> Path:
    missing = _faulty(
        "list_file_missing",
        place,
        f"There is no list file `{name[:80]}` beside the definition.",
        "Put the file there, or write the values in the definition.",
    )
    if folder is None or "\x00" in name:
        raise missing
    try:
        home, path = folder.resolve(), (folder / name).resolve()
        if not path.is_relative_to(home):
            raise _faulty(
                "list_file_outside",
                place,
                f"The list file `{name[:80]}` is outside the definition's folder.",
                "Copy it into that folder.",
            )
        if not path.is_file():
            raise missing
    except (OSError, ValueError) as error:
        raise missing from error
    return path


def _rows(path: Path, name: str, zone: str, place: Place) -> Iterator[ListEntry]:
    reader = csv.reader(io.StringIO(_text(path, name, place)), strict=True)
    try:
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        cause = f"It is not CSV: {error}."
        here = Place(name, reader.line_num)
        raise _faulty("list_not_csv", here, cause, "Check the quotes.") from error
    if not rows or _is_data(rows[0][1]):
        cause = f"The list file `{name[:80]}` has no header row."
        remedy = "Write a header first, such as `value` or `value,from,until`."
        raise _faulty("list_without_header", place, cause, remedy)
    if len(rows) > MOST_ENTRIES:
        cause = f"The list file `{name[:80]}` has more than {MOST_ENTRIES:,} rows."
        raise _faulty("list_too_large", place, cause, "Make it an attribute of the data instead.")
    header = [cell.strip().lower() for cell in rows[0][1]]
    for line, row in rows[1:]:
        yield _entry(header, row, zone, Place(name, line))


def _text(path: Path, name: str, place: Place) -> str:
    try:
        if path.stat().st_size > LARGEST_BYTES:
            cause = f"The list file `{name[:80]}` is larger than {LARGEST_BYTES:,} bytes."
            remedy = "Make it an attribute of the data instead."
            raise _faulty("list_too_large", place, cause, remedy)
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        cause = f"The list file `{name[:80]}` can't be read as UTF-8 text."
        raise _faulty("list_unreadable", place, cause, "Save it as CSV in UTF-8.") from error


def _is_data(row: list[str]) -> bool:
    """Say whether a first row looks like a domain or an address rather than a header."""
    return "." in row[0] or "@" in row[0]


def _entry(header: list[str], row: list[str], zone: str, place: Place) -> ListEntry:
    cells = dict(zip(header[1:], (cell.strip() for cell in row[1:]), strict=False))
    try:
        start, end = _day(cells.get("from"), zone), _day(cells.get("until"), zone)
    except ValueError as error:
        cause, _, remedy = str(error).partition("|")
        raise _faulty("list_date", place, cause, remedy) from error
    return ListEntry(row[0].strip(), start, end)
