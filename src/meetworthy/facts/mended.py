"""Mended rows: a corrected quarantine, beside the files, takes the place of the bad rows."""

from __future__ import annotations

import csv
from pathlib import Path

from meetworthy.model.problem import Place, Problem

from .quarantine import unharmed

MENDED_FILE = "mended.csv"
"""A copy of a quarantine whose ``raw`` column has been corrected."""

_NEEDED = ("file", "row", "raw")

Mended = dict[str, dict[int, str]]
"""The corrected line of each mended row, by file and row number."""


def read_mended(folder: Path) -> tuple[Mended, list[Problem]]:
    """Return the mended rows of a folder, and what is wrong with the file that holds them."""
    path = folder / MENDED_FILE
    if not path.is_file():
        return {}, []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if not set(_NEEDED) <= set(reader.fieldnames or ()):
                return {}, [_wrong(path, 1, "has not the columns file, row and raw")]
            return _rows(path, list(reader))
    except (UnicodeDecodeError, csv.Error) as error:
        return {}, [_wrong(path, None, f"can't be read: {error}")]


def _rows(path: Path, rows: list[dict[str, str]]) -> tuple[Mended, list[Problem]]:
    mended: Mended = {}
    problems = []
    for line, row in enumerate(rows, start=2):
        if not (row["row"] or "").isdecimal():
            problems.append(_wrong(path, line, f"has no row number but {row['row']!r}"))
            continue
        mended.setdefault(unharmed(row["file"]), {})[int(row["row"])] = unharmed(row["raw"] or "")
    return mended, problems


def _wrong(path: Path, line: int | None, said: str) -> Problem:
    return Problem(
        "mended_unread",
        Place(str(path), line),
        f"{path.name} {said}.",
        "Copy a quarantine.csv here and correct its `raw` column only.",
    )


def cells_of(line: str, separator: str) -> list[str]:
    """Split a mended line into its cells, as the file itself is split."""
    records = list(csv.reader([line], delimiter=separator))
    return records[0] if records else []
