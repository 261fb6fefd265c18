"""Rows that could not be taken: where, what and why, kept to be mended and taken again."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

COLUMNS = ("file", "row", "field", "what", "why", "remedy", "kind", "raw")
_RISKY = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Set:
    """One row set aside: its place, what stands there, why it can't be taken, how to mend it."""

    file: str
    row: int
    field: str | None
    what: str
    why: str
    remedy: str
    kind: str
    raw: str


def write_quarantine(path: Path, rows: Iterable[Set]) -> int:
    """Write rows set aside as CSV, in order, safe to open in a spreadsheet; returns how many."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for row in sorted(rows, key=lambda each: (each.file, each.row)):
            cells = (
                row.file,
                row.row,
                row.field or "",
                row.what,
                row.why,
                row.remedy,
                row.kind,
                row.raw,
            )
            writer.writerow([cell if isinstance(cell, int) else harmless(cell) for cell in cells])
            count += 1
    return count


def harmless(cell: str) -> str:
    """Return a cell's text so that no spreadsheet runs it as a formula (OWASP's advice).

    An apostrophe in front makes it text; ``unharmed`` takes it off again.
    """
    return f"'{cell}" if cell.startswith(_RISKY) else cell


def unharmed(cell: str) -> str:
    """Return what a harmless cell said before."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_RISKY) else cell
