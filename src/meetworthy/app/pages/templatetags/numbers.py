"""Tags of the numbers: sentences of the report as markup, drawings of its own making."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from meetworthy.report.figures import NARROW
from meetworthy.report.tables import Cell, Column

register = template.Library()


@register.filter
def prose(text: str) -> SafeString:
    """Write a sentence: escaped, words in backticks as code, percent signs at their figures."""
    parts = text.replace(" %", f"{NARROW}%").split("`")
    if len(parts) % 2 == 0:  # a backtick alone is only a character
        return format_html("{}", text)
    pieces = [
        format_html("<code>{}</code>" if number % 2 else "{}", part)
        for number, part in enumerate(parts)
    ]
    return format_html_join("", "{}", ((piece,) for piece in pieces))


@register.filter
def drawn(svg: str) -> SafeString:
    """Write a chart that `report.charts` drew: its texts are escaped where it is drawn."""
    return mark_safe(svg)  # noqa: S308 - Vega's own SVG, in which every text is escaped


@register.filter
def of_stage(slugs: list[str], place: int) -> str:
    """Return the stage at a place, counted from 1."""
    return slugs[place - 1] if 0 < place <= len(slugs) else ""


@register.filter
def beside(row: Sequence[Cell], columns: Sequence[Column]) -> list[tuple[Cell, Column]]:
    """Return the cells of a row, each with its column."""
    return list(zip(row, columns, strict=True))
