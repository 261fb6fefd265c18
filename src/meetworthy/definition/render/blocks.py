"""What a document is made of, before it is Markdown or HTML. All text is plain text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of sentences."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list, each point with the exact words of the file behind it where they help."""

    points: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the columns in ``numbers`` are figures, those in ``exact`` words of the file."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()
    exact: frozenset[int] = frozenset()


Block = Paragraph | Bullets | Table


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the document under its heading; ``depth`` 2 is a chapter."""

    heading: str
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """The whole document: title, a line under it, and its sections."""

    title: str
    line: str
    sections: tuple[Section, ...]


def bullets(*points: str | tuple[str, str | None]) -> Bullets:
    """Return a list of points, those without exact words written as text alone."""
    return Bullets(tuple((p, None) if isinstance(p, str) else p for p in points))
