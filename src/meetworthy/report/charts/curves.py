"""The chance of having converted by each day: a curve, its band, and who is still followed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from meetworthy.measure.results import CurvePoint
from meetworthy.report.figures import count, percent
from meetworthy.report.marks import Axis

from .frame import Size, chart, grid, values, x_of, y_of
from .theme import Spec, colour

_DAY_STEPS = (1, 2, 5, 7, 14, 30, 60, 90, 180, 365, 730)
_MOST_DAY_STEPS = 6  # chosen by eye
SETTLED = 0.95
"""The part of all conversions after which a curve counts as settled; chosen by eye."""
LEAST_DAYS = 14.0
"""The fewest days drawn; chosen by eye."""
STEPS = "step-after"
"""How points are joined: a rate holds until the next conversion."""


def day_ticks(last: float, most: int = _MOST_DAY_STEPS) -> tuple[float, ...]:
    """Return the days to mark on an axis that ends at ``last``."""
    step = next((s for s in _DAY_STEPS if last / s <= most), max(1, round(last / most)))
    return tuple(float(step * k) for k in range(int(last // step) + 1))


def at_risk_at(curve: Sequence[CurvePoint], day: float) -> int:
    """Return how many were still followed and undecided at a day: the last point's until then."""
    return next((p.at_risk for p in reversed(curve) if p.day <= day), curve[0].at_risk)


def curve_spec(
    curve: Sequence[CurvePoint],
    *,
    axis: Axis,
    quartiles: Sequence[tuple[float, float]] = (),
    few: int,
    width: int,
) -> Spec:
    """Return the chart of one curve; where fewer than ``few`` are followed it fades.

    ``quartiles``: days to mark on the curve, each with its rate.
    """
    size = Size(width=width, height=232, bottom=58, right=54)
    shown = until_settled(curve)
    last = max(shown[-1].day, 1.0)
    layers = [
        *grid(axis, size),
        *_band(shown, last, axis),
        *_line(shown, few, last, axis),
        *_quartiles(quartiles, last, axis),
        _end(shown[-1], few, last, axis),
        *_below(curve, last, size),
    ]
    return chart(layers, size)


def until_settled(curve: Sequence[CurvePoint]) -> Sequence[CurvePoint]:
    """Return a curve up to where little more happens: twice as long as 95 % of it took.

    What is cut is flat, and would press what happened into a corner; the table has all of it.
    """
    end = curve[-1]
    most = next(p.day for p in curve if p.rate >= SETTLED * end.rate)
    last = max(float(ceil(2 * most)), LEAST_DAYS)
    shown = [p for p in curve if p.day <= last]
    beyond = curve[len(shown) : len(shown) + 1]
    return [*shown, *(replace(shown[-1], day=last, at_risk=p.at_risk) for p in beyond)]


def _rows(points: Sequence[CurvePoint]) -> list[Spec]:
    return [{"day": p.day, "rate": p.rate, "low": p.low, "high": p.high} for p in points]


def _band(points: Sequence[CurvePoint], last: float, axis: Axis) -> list[Spec]:
    mark = {"type": "area", "interpolate": STEPS, "fill": colour("accent"),
            "fillOpacity": 0.14}  # fmt: skip
    place = {"x": x_of("day", 0, last), "y": y_of("low", axis), "y2": {"field": "high"}}
    return [{"data": values(_rows(points)), "mark": mark, "encoding": place}]


def _line(points: Sequence[CurvePoint], few: int, last: float, axis: Axis) -> list[Spec]:
    many = [p for p in points if p.at_risk >= few]
    thin = points[max(len(many) - 1, 0) :] if len(many) < len(points) else []
    layers = []
    for part, dash in ((many, None), (thin, [2, 3])):
        if not part:
            continue
        mark: Spec = {"type": "line", "interpolate": STEPS, "stroke": colour("accent"),
                      "strokeWidth": 1.5 if dash else 2}  # fmt: skip
        if dash:
            mark["strokeDash"] = dash
        place = {"x": x_of("day", 0, last), "y": y_of("rate", axis)}
        layers.append({"data": values(_rows(part)), "mark": mark, "encoding": place})
    return layers


def _end(point: CurvePoint, few: int, last: float, axis: Axis) -> Spec:
    token = "ink" if point.at_risk >= few else "second"
    return {
        "data": values([{"day": point.day, "rate": point.rate, "text": percent(point.rate)}]),
        "mark": {"type": "text", "align": "left", "baseline": "middle", "dx": 5,
                 "fill": colour(token)},
        "encoding": {"x": x_of("day", 0, last), "y": y_of("rate", axis),
                     "text": {"field": "text"}},
    }  # fmt: skip


def _quartiles(quartiles: Sequence[tuple[float, float]], last: float, axis: Axis) -> list[Spec]:
    rows = [{"day": day, "rate": rate, "zero": 0.0} for day, rate in quartiles if day <= last]
    if not rows:
        return []
    x = x_of("day", 0, last)
    return [
        {"data": values(rows), "mark": {"type": "rule", "stroke": colour("third"),
                                        "strokeWidth": 1, "strokeDash": [1, 2]},
         "encoding": {"x": x, "y": y_of("zero", axis), "y2": {"field": "rate"}}},
        {"data": values(rows), "mark": {"type": "point", "filled": True, "size": 26,
                                        "fill": colour("accent"), "opacity": 1},
         "encoding": {"x": x, "y": y_of("rate", axis)}},
    ]  # fmt: skip


def _below(curve: Sequence[CurvePoint], last: float, size: Size) -> list[Spec]:
    most = _MOST_DAY_STEPS if size.inner > 300 else 4  # chosen by eye
    floor = size.height - size.top - size.bottom
    ticks = day_ticks(last, most)
    rows = [{"day": d, "text": f"{d:g}", "risk": count(at_risk_at(curve, d))} for d in ticks]
    words = [{"day": 0.0, "text": "days", "risk": "still followed"}]
    x = x_of("day", 0, last)

    def line(data: list[Spec], field: str, down: int, align: str, dx: int) -> Spec:
        return {
            "data": values(data),
            "mark": {"type": "text", "align": align, "baseline": "top", "dx": dx,
                     "fill": colour("second")},
            "encoding": {"x": x, "y": {"value": floor + down}, "text": {"field": field}},
        }  # fmt: skip

    return [
        line(rows, "text", 8, "center", 0),
        line(words, "text", 8, "right", -12),
        line(words, "risk", 26, "left", -size.left + 2),
        line(rows, "risk", 40, "center", 0),
    ]
