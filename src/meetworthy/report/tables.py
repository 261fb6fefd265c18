"""Tables as values: every table of the report is one of these, and so is every chart's twin."""

from __future__ import annotations

from dataclasses import dataclass

from .marks import Axis, Band, Track


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: text, a note in second ink, and how well it is known.

    ``state``: empty (known), `open` (still open) or `unknown` (hollow).  ``ids`` are shown
    as examples; ``title`` is what hovering says.
    """

    text: str = ""
    note: str = ""
    state: str = ""
    title: str = ""
    track: Track | None = None
    bands: tuple[Band, ...] = ()
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it is called, and whether figures stand in it."""

    name: str
    figures: bool = False
    wide: bool = False  # takes the room that is left
    axis: Axis | None = None  # of the tracks that stand in it


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption; the first column names the row."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


def words(*names: str) -> tuple[Column, ...]:
    """Return columns of words."""
    return tuple(Column(name) for name in names)


def figures(*names: str) -> tuple[Column, ...]:
    """Return columns of figures."""
    return tuple(Column(name, figures=True) for name in names)


def unknown(why: str, *, title: str = "") -> Cell:
    """Return a hollow cell: not known, and why."""
    return Cell(why, state="unknown", title=title)


def split(table: Table, most: int) -> tuple[Table, Table | None]:
    """Return the first rows of a table and, where there are more, the rest as another."""
    if len(table.rows) <= most + 1:  # one row is not worth folding away
        return table, None
    rest = Table(f"{table.caption}, continued", table.columns, table.rows[most:])
    return Table(table.caption, table.columns, table.rows[:most]), rest
