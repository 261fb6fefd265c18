"""From a specification to inline SVG that follows the page's colours."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from .frame import FULL, NARROW, WIDE
from .theme import PLACEHOLDERS, Spec, theme

VEGA_LITE = "5.20"
"""The version of Vega-Lite that the specifications are written for."""

_NOISE = re.compile(
    r' (?:class|role|aria-[a-z]+|pointer-events|font-family|xmlns:xlink|version)="[^"]*"'
)
_EMPTY = re.compile(r'<path d="M0,0h0v0h0Z"[^>]*/>|<path d="" display="none"/>')
_LONG = re.compile(r"\d+\.\d{3,}")
"""A hundredth of a pixel is finer than any screen; more only makes the file larger."""
_GROUP = re.compile(r"<g>\s*</g>")


def draw(spec: Spec) -> str:
    """Return a chart as SVG, sized by its viewBox, in the page's own font and colours."""
    import vl_convert  # brings a JavaScript engine: only where something is drawn

    svg: str = vl_convert.vegalite_to_svg(
        {**spec, "config": theme()}, vl_version=VEGA_LITE, allowed_base_urls=[]
    )
    return _follow_page(_tidy(svg))


def _tidy(svg: str) -> str:
    svg = _LONG.sub(lambda found: f"{float(found[0]):.2f}".rstrip("0").rstrip("."), svg)
    bare = _EMPTY.sub("", _NOISE.sub("", svg))
    while _GROUP.search(bare):
        bare = _GROUP.sub("", bare)
    return bare.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)


def _follow_page(svg: str) -> str:
    for token, placeholder in PLACEHOLDERS.items():
        svg = svg.replace(placeholder, f"var(--{token})")
    return svg


@dataclass(frozen=True, slots=True)
class Drawn:
    """One chart, drawn for each width that a page may have; ``full`` only where it stands alone."""

    full: str
    wide: str
    narrow: str


def draw_at_widths(spec_of: Callable[[int], Spec], *, alone: bool) -> Drawn:
    """Return a chart drawn at every width that its page needs; ``spec_of`` takes the width."""
    full = draw(spec_of(FULL)) if alone else ""
    return Drawn(full, draw(spec_of(WIDE)), draw(spec_of(NARROW)))
