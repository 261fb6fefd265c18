"""What charts share: the drawing area, the grid, the scale, text at a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from meetworthy.report.marks import Axis

from .theme import Spec, colour


@dataclass(frozen=True, slots=True)
class Size:
    """The whole width of a chart in pixels and the room around its drawing area."""

    width: int
    height: int
    left: int = 40
    right: int = 8
    top: int = 10
    bottom: int = 24

    @property
    def inner(self) -> int:
        """Return the width of the drawing area."""
        return self.width - self.left - self.right


FULL, WIDE, NARROW = 1136, 552, 326
"""Widths of a chart: across a wide page, in half of it, and on a phone; chosen by eye."""


def values(rows: Sequence[Spec]) -> Spec:
    """Return inline data."""
    return {"values": list(rows)}


def x_of(field: str, low: float, high: float) -> Spec:
    """Return a horizontal position on a scale without a drawn axis."""
    return {"field": field, "type": "quantitative", "axis": None,
            "scale": {"domain": [low, high], "nice": False, "zero": False}}  # fmt: skip


def y_of(field: str, axis: Axis) -> Spec:
    """Return a vertical position on a scale of rates without a drawn axis."""
    return {"field": field, "type": "quantitative", "axis": None,
            "scale": {"domain": [0, axis.top], "nice": False, "clamp": True}}  # fmt: skip


def grid(axis: Axis, size: Size) -> list[Spec]:
    """Return the grid lines of a scale of rates and their figures to the left of it."""
    rows = [{"y": v, "text": t.text} for v, t in zip(axis.values, axis.ticks, strict=True)]
    across = {"x": {"value": 0}, "x2": {"value": size.inner}, "y": y_of("y", axis)}
    beside = {"x": {"value": -8}, "y": y_of("y", axis), "text": {"field": "text"}}
    return [
        {"data": values(rows), "mark": {"type": "rule", "strokeWidth": 1}, "encoding": across},
        {
            "data": values(rows),
            "mark": {"type": "text", "align": "right", "baseline": "middle",
                     "fill": colour("second")},
            "encoding": beside,
        },
    ]  # fmt: skip


def chart(layers: Sequence[Spec], size: Size) -> Spec:
    """Return a chart of a fixed size, so that no measuring of text moves anything."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": size.inner,
        "height": size.height - size.top - size.bottom,
        "autosize": "none",
        "padding": {
            "left": size.left,
            "right": size.right,
            "top": size.top,
            "bottom": size.bottom,
        },
        "layer": list(layers),
        "resolve": {"scale": {"x": "shared", "y": "shared"}},
    }
