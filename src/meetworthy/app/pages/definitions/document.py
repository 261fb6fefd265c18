"""A definition as the document that both teams read: its parts as templates write them."""

from __future__ import annotations

from dataclasses import dataclass

from meetworthy.definition.language import Definition
from meetworthy.definition.render.blocks import Block, Bullets, Paragraph, Section, Table
from meetworthy.definition.render.content import document_of


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: a figure, the exact words of the file, or plain text."""

    text: str
    is_number: bool
    is_exact: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A block: one of a paragraph, a list (text, exact words), a table (head, rows)."""

    paragraph: str = ""
    points: tuple[tuple[str, str], ...] = ()
    head: tuple[Cell, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section of the document, under its heading and its own address on the page."""

    anchor: str
    heading: str
    parts: tuple[Part, ...]
    chapters: tuple[Chapter, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """The whole document."""

    title: str
    line: str
    chapters: tuple[Chapter, ...]


def written(definition: Definition) -> Written:
    """Return a definition as its document."""
    document = document_of(definition)
    chapters = tuple(
        _chapter(section, f"part-{number}") for number, section in enumerate(document.sections, 1)
    )
    return Written(document.title, document.line, chapters)


def _chapter(section: Section, anchor: str) -> Chapter:
    inner = tuple(
        _chapter(one, f"{anchor}-{number}") for number, one in enumerate(section.sections, 1)
    )
    return Chapter(anchor, section.heading, tuple(map(_part, section.blocks)), inner)


def _part(block: Block) -> Part:
    match block:
        case Paragraph(text):
            return Part(paragraph=text)
        case Bullets(points):
            return Part(points=tuple((text, exact or "") for text, exact in points))
        case Table():
            return Part(
                head=_row(block.header, block), rows=tuple(_row(row, block) for row in block.rows)
            )


def _row(texts: tuple[str, ...], table: Table) -> tuple[Cell, ...]:
    return tuple(
        Cell(text, place in table.numbers, place in table.exact) for place, text in enumerate(texts)
    )
