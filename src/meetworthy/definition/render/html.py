"""A definition's document as one self-contained HTML page; every text in it is escaped."""

from __future__ import annotations

from html import escape
from importlib.resources import files

from meetworthy.definition.language import Definition

from .blocks import Block, Bullets, Document, Paragraph, Section, Table
from .content import document_of

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""Nothing is loaded and nothing runs, whatever a definition says."""


def to_html(definition: Definition) -> str:
    """Return a definition as one HTML page: light, dark and print, with no network."""
    document = document_of(definition)
    style = (files(__package__) / "page.css").read_text(encoding="utf-8")
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            f"<title>{escape(document.title)}</title>",
            f"<style>\n{style}</style>",
            "</head>",
            "<body>",
            *_body(document),
            "</body>",
            "</html>",
            "",
        ]
    )


def _body(document: Document) -> list[str]:
    lines = ["<main>", "<header>", f"<h1>{escape(document.title)}</h1>"]
    lines += [f"<p>{escape(document.line)}</p>", "</header>"]
    lines += ["<nav aria-label='Contents'><ol>"]
    for number, section in enumerate(document.sections, 1):
        lines.append(f'<li><a href="#part-{number}">{escape(section.heading)}</a></li>')
    lines.append("</ol></nav>")
    for number, section in enumerate(document.sections, 1):
        lines += _section(section, number)
    return [*lines, "</main>"]


def _section(section: Section, number: int) -> list[str]:
    heading = f'<h2 id="part-{number}">{escape(section.heading)}</h2>'
    blocks = [line for block in section.blocks for line in _block(block)]
    return [f'<section aria-labelledby="part-{number}">', heading, *blocks, "</section>"]


def _block(block: Block) -> list[str]:
    match block:
        case Paragraph(text):
            return [f"<p>{escape(text)}</p>"]
        case Bullets(points):
            items = [f"<li>{_led(text)}{_exact(exact)}</li>" for text, exact in points]
            return ["<ul>", *items, "</ul>"]
        case Table():
            return _table(block)


def _led(text: str) -> str:
    """Return a point with what it is about, before the first stop or colon, set off."""
    ends = [at for at in (text.find(". "), text.find(": ")) if 0 < at < _LONGEST_LEAD]
    if ends:
        return f"<strong>{escape(text[: min(ends)])}</strong>{escape(text[min(ends) :])}"
    return escape(text)


_LONGEST_LEAD = 60  # characters; chosen by eye


def _exact(text: str | None) -> str:
    return f" <code>{escape(text)}</code>" if text else ""


def _table(table: Table) -> list[str]:
    head = "".join(
        f"<th scope='col'{_number(at, table)}>{escape(each)}</th>"
        for at, each in enumerate(table.header)
    )
    rows = [f"<tr>{_cells(row, table)}</tr>" for row in table.rows]
    return [
        '<div class="wide"><table>',
        f"<thead><tr>{head}</tr></thead>",
        "<tbody>",
        *rows,
        "</tbody></table></div>",
    ]


def _number(at: int, table: Table) -> str:
    return ' class="number"' if at in table.numbers else ""


def _cells(row: tuple[str, ...], table: Table) -> str:
    cells = [f"<th scope='row'>{escape(row[0])}</th>"]
    for at, each in enumerate(row[1:], 1):
        text = f"<code>{escape(each)}</code>" if at in table.exact else escape(each)
        cells.append(f"<td{_number(at, table)}>{text}</td>")
    return "".join(cells)
