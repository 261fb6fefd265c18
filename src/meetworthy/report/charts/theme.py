"""The one theme of all charts, from the tokens.

A drawn chart can't know whether it will be read in the light or in the dark, so colours go
in as placeholders and come out as custom properties, which follow the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from meetworthy.report.tokens import COLOURS

Spec = dict[str, Any]
"""A Vega-Lite specification, or a part of one."""

PLACEHOLDERS: Mapping[str, str] = {
    name: f"#fe{number:02x}5d" for number, name in enumerate(COLOURS, start=1)
}
"""A colour that nobody would choose for each token."""

TEXT = 11
"""Size of text in a chart, in pixels of the chart; 11 beside 13 px text; chosen by eye."""


def colour(token: str) -> str:
    """Return the placeholder of a token; a KeyError for what is not a token."""
    return PLACEHOLDERS[token]


def theme() -> Spec:
    """Return the configuration that every chart shares."""
    return {
        "aria": False,  # the page gives each chart its name and its table
        "background": None,
        "view": {"stroke": None},
        "font": "sans-serif",
        "text": {"fontSize": TEXT, "fill": colour("ink")},
        "rule": {"stroke": colour("line")},
    }
