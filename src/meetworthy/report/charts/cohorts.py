"""Conversion by month of entry: solid where mature, hollow and dotted where still open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from meetworthy.report.figures import short_percent
from meetworthy.report.marks import Axis

from .frame import Size, chart, grid, values, x_of, y_of
from .theme import Spec, colour


@dataclass(frozen=True, slots=True)
class CohortMark:
    """One month: its rate with the interval, or none where nothing can be said yet."""

    label: str
    year: str  # empty where the month before had the same
    rate: float | None
    low: float = 0.0
    high: float = 0.0
    open: bool = False


@dataclass(frozen=True, slots=True)
class Behind:
    """A benchmark band behind the months."""

    low: float
    high: float
    label: str


ROOM_FOR_A_FIGURE = 46
"""Pixels that a month needs for its figure to stand beside its dot; chosen by eye."""

ROOM_FOR_A_LABEL = 28
"""Pixels that a month's name needs; chosen by eye."""


def cohort_spec(
    marks: Sequence[CohortMark],
    *,
    axis: Axis,
    behind: Sequence[Behind] = (),
    dead_before: int | None = None,
    width: int,
) -> Spec:
    """Return the chart of a step by month; ``dead_before``: months before it were not recorded.

    ``dead_before`` counts months from the first; rates are fractions.
    """
    size = Size(width=width, height=220, bottom=36)
    layers = [
        *_bands(behind, axis, size, on_left=not dead_before),
        *grid(axis, size),
        *_dead(dead_before, marks, axis, size),
        *_not_yet(marks, size),
        *_rates(marks, axis, size),
        *_months(marks, size),
    ]
    return chart(layers, size)


def _x(marks: Sequence[CohortMark], field: str = "i") -> Spec:
    return x_of(field, -0.5, len(marks) - 0.5)


def _bands(behind: Sequence[Behind], axis: Axis, size: Size, *, on_left: bool) -> list[Spec]:
    if not behind:
        return []
    rows = [{"low": b.low, "high": min(b.high, axis.top), "label": b.label} for b in behind]
    across = {"x": {"value": 0}, "x2": {"value": size.inner}}
    both = {"y": y_of("low", axis), "y2": {"field": "high"}}
    at, align = (6, "left") if on_left else (size.inner - 6, "right")
    label = {"x": {"value": at}, "y": y_of("high", axis), "text": {"field": "label"}}
    edge = {"type": "rule", "stroke": colour("edge"), "strokeWidth": 0.75}
    return [
        {"data": values(rows), "mark": {"type": "rect", "fill": colour("band")},
         "encoding": {**across, **both}},
        {"data": values(rows), "mark": edge, "encoding": {**across, "y": y_of("low", axis)}},
        {"data": values(rows), "mark": edge, "encoding": {**across, "y": y_of("high", axis)}},
        {"data": values(rows),
         "mark": {"type": "text", "align": align, "baseline": "top", "dy": 4,
                  "fill": colour("second")},
         "encoding": label},
    ]  # fmt: skip


def _dead(before: int | None, marks: Sequence[CohortMark], axis: Axis, size: Size) -> list[Spec]:
    if not before:
        return []
    rows = [{"from": -0.5, "to": before - 0.5, "top": axis.top, "text": "not recorded yet"}]
    x = _x(marks, "from")
    return [
        {"data": values(rows),
         "mark": {"type": "rect", "fill": colour("sunken"), "stroke": colour("third"),
                  "strokeDash": [2, 2], "strokeWidth": 1},
         "encoding": {"x": x, "x2": {"field": "to"}, "y": {"value": 0},
                      "y2": {"value": size.height - size.top - size.bottom}}},
        {"data": values(rows),
         "mark": {"type": "text", "align": "left", "baseline": "top", "dx": 6, "dy": 5,
                  "fill": colour("second")},
         "encoding": {"x": x, "y": {"value": 0}, "text": {"field": "text"}}},
    ]  # fmt: skip


def _not_yet(marks: Sequence[CohortMark], size: Size) -> list[Spec]:
    rows = [{"from": i - 0.34, "to": i + 0.34, "i": i} for i, m in enumerate(marks)
            if m.rate is None]  # fmt: skip
    if not rows:
        return []
    floor = size.height - size.top - size.bottom
    box: Spec = {
        "data": values(rows),
        "mark": {"type": "rect", "fill": None, "stroke": colour("third"), "strokeDash": [2, 3],
                 "cornerRadius": 3},
        "encoding": {"x": _x(marks, "from"), "x2": {"field": "to"},
                     "y": {"value": floor * 0.22}, "y2": {"value": floor}},
    }  # fmt: skip
    return [box, _not_yet_words(rows, marks, size)]


def _not_yet_words(rows: list[Spec], marks: Sequence[CohortMark], size: Size) -> Spec:
    upright = size.inner / len(marks) * 0.68 < ROOM_FOR_A_FIGURE
    floor = size.height - size.top - size.bottom
    return {
        "data": values(rows),
        "mark": {"type": "text", "text": "not yet", "angle": 270 if upright else 0,
                 "align": "center", "baseline": "middle", "fill": colour("second")},
        "encoding": {"x": _x(marks), "y": {"value": floor * 0.61}},
    }  # fmt: skip


def _rates(marks: Sequence[CohortMark], axis: Axis, size: Size) -> list[Spec]:
    known = [(i, m) for i, m in enumerate(marks) if m.rate is not None]
    layers: list[Spec] = []
    for is_open in (False, True):
        rows = [
            {"i": i, "rate": m.rate, "low": m.low, "high": m.high,
             "text": short_percent(m.rate or 0.0)}
            for i, m in known if m.open == is_open
        ]  # fmt: skip
        layers += _dots(rows, _x(marks), axis, is_open=is_open) if rows else []
        if rows and size.inner / len(marks) >= ROOM_FOR_A_FIGURE:
            layers.append(_beside(rows, _x(marks), axis))
    return layers


def _dots(rows: list[Spec], x: Spec, axis: Axis, *, is_open: bool) -> list[Spec]:
    line: Spec = {"type": "rule", "stroke": colour("accent"), "strokeWidth": 2}
    dot: Spec = {"type": "point", "filled": True, "size": 62, "fill": colour("accent"),
                 "stroke": colour("accent"), "strokeWidth": 1.5, "opacity": 1}  # fmt: skip
    if is_open:
        line["strokeDash"] = [2, 2.5]
        dot["fill"] = colour("surface")
    return [
        {"data": values(rows), "mark": line,
         "encoding": {"x": x, "y": y_of("low", axis), "y2": {"field": "high"}}},
        {"data": values(rows), "mark": dot, "encoding": {"x": x, "y": y_of("rate", axis)}},
    ]  # fmt: skip


def _beside(rows: list[Spec], x: Spec, axis: Axis) -> Spec:
    return {
        "data": values(rows),
        "mark": {"type": "text", "align": "left", "baseline": "middle", "dx": 8},
        "encoding": {"x": x, "y": y_of("rate", axis), "text": {"field": "text"}},
    }


def _months(marks: Sequence[CohortMark], size: Size) -> list[Spec]:
    every = max(1, -int(-ROOM_FOR_A_LABEL // (size.inner / len(marks))))
    floor = size.height - size.top - size.bottom
    layers = []
    for key, down in (("label", 8), ("year", 21)):
        rows = [{"i": i, "text": getattr(m, key)} for i, m in enumerate(marks)
                if (key == "year" and m.year) or (key == "label" and i % every == 0)]  # fmt: skip
        layers.append({
            "data": values(rows),
            "mark": {"type": "text", "align": "center", "baseline": "top",
                     "fill": colour("second")},
            "encoding": {"x": _x(marks), "y": {"value": floor + down}, "text": {"field": "text"}},
        })  # fmt: skip
    return layers
