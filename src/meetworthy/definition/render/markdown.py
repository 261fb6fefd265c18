"""A definition's document as Markdown. Text from the file can't become markup in it."""

from __future__ import annotations

import re

from meetworthy.definition.language import Definition

from .blocks import Block, Bullets, Document, Paragraph, Section, Table
from .content import document_of

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~#!$&])")
_LEADING = re.compile(r"^(\s*)([-+=]|\d+[.)])")
_ADDRESS = re.compile(r"(?i)(https?|ftp|mailto)(:)|(www)(\.)")
_JOINER = "\N{WORD JOINER}"


def to_markdown(definition: Definition) -> str:
    """Return a definition as a Markdown document that both teams can read."""
    return _document(document_of(definition))


def _document(document: Document) -> str:
    parts = [f"# {escaped(document.title)}", escaped(document.line)]
    for section in document.sections:
        parts += _section(section, 2)
    return "\n\n".join(parts) + "\n"


def _section(section: Section, depth: int) -> list[str]:
    parts = [f"{'#' * depth} {escaped(section.heading)}"]
    parts += [_block(block) for block in section.blocks]
    for inner in section.sections:
        parts += _section(inner, depth + 1)
    return parts


def _block(block: Block) -> str:
    match block:
        case Paragraph(text):
            return escaped(text)
        case Bullets(points):
            return "\n".join(f"- {escaped(text)}{_exact(exact)}" for text, exact in points)
        case Table():
            return _table(block)


def _exact(text: str | None) -> str:
    return f" ({code(text)})" if text else ""


def _table(table: Table) -> str:
    rule = [" ---: " if at in table.numbers else " --- " for at in range(len(table.header))]
    lines = [_row([escaped(each) for each in table.header]), f"|{'|'.join(rule)}|"]
    for row in table.rows:
        cells = [code(c) if at in table.exact else escaped(c) for at, c in enumerate(row)]
        lines.append(_row(cells))
    return "\n".join(lines)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def escaped(text: str) -> str:
    """Return plain text that Markdown shows as it is, on one line.

    Markup is escaped, a line can't begin a list or a heading, and addresses don't turn into
    links by themselves.
    """
    line = " ".join(text.split())
    line = _SPECIAL.sub(r"\\\1", line)
    line = _LEADING.sub(lambda found: found[1] + _numbered(found[2]), line)
    return _ADDRESS.sub(lambda found: _JOINER.join(each for each in found.groups() if each), line)


def _numbered(start: str) -> str:
    return f"{start[:-1]}\\{start[-1]}"


def code(text: str) -> str:
    """Return text as code, with a fence longer than any run of backticks in it."""
    line = " ".join(text.split()).replace("|", "\\|")
    longest = max((len(run) for run in re.findall(r"`+", line)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{pad}{line}{pad}{fence}"
