"""The marks of the visual language: bars, dots with intervals, bands, axes; as values.

Positions are percent of the axis, so that HTML can place them at any width.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from meetworthy.measure.results import Benchmark, Rate

from .figures import AnyRate, band_text, percent

_STEPS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25)
_MOST_STEPS = 5  # intervals between ticks; chosen by eye


@dataclass(frozen=True, slots=True)
class Tick:
    """A tick of an axis: where, in percent of its length, and what it says."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Axis:
    """A scale of rates from zero to ``top``."""

    top: float
    ticks: tuple[Tick, ...]
    values: tuple[float, ...]

    def at(self, rate: float) -> float:
        """Return where a rate lies, in percent of the axis; clamped to its ends."""
        return round(min(max(rate / self.top, 0.0), 1.0) * 100, 2)


def axis_over(rates: Iterable[float]) -> Axis:
    """Return an axis from zero to a round number that holds every rate given."""
    highest = min(max(rates, default=0.0), 1.0) or 0.1
    step = next((s for s in _STEPS if highest / s <= _MOST_STEPS), _STEPS[-1])
    steps = max(1, -int(-(highest * (1 - 1e-9)) // step))
    values = tuple(step * k for k in range(steps + 1))
    top = values[-1]
    ticks = tuple(Tick(round(100 * v / top, 2), _tick_text(v, step)) for v in values)
    return Axis(top, ticks, values)


def _tick_text(rate: float, step: float) -> str:
    decimals = 0 if step >= _STEPS[3] else 1
    return f"{100 * rate:.{decimals}f}\u202f%"


@dataclass(frozen=True, slots=True)
class Band:
    """A benchmark band behind a rate, with where it comes from."""

    left: float
    width: float
    label: str
    figure: str
    provenance: str
    context: bool  # nobody chose this set: it is beside the rate, not a yardstick


@dataclass(frozen=True, slots=True)
class Track:
    """A dot with its interval on an axis; ``open``: still open, drawn hollow and dotted."""

    left: float
    width: float
    dot: float
    open: bool
    says: str
    raw: float | None = None  # the rate before it was drawn towards the whole


def track_of(rate: AnyRate, axis: Axis, *, is_open: bool = False, raw: Rate | None = None) -> Track:
    """Return a rate as a dot with its interval."""
    low, high = axis.at(rate.low), axis.at(rate.high)
    return Track(
        left=low,
        width=round(high - low, 2),
        dot=axis.at(rate.rate),
        open=is_open,
        says=percent(rate.rate),
        raw=None if raw is None else axis.at(raw.rate),
    )


def provenance(benchmark: Benchmark) -> str:
    """Return where a benchmark comes from, in one line; what is not known is said to be."""
    parts = (
        benchmark.source,
        str(benchmark.year) if benchmark.year else "year not given",
        f"sample: {benchmark.sample}" if benchmark.sample else "sample not given",
        f"defined as: {benchmark.definition}" if benchmark.definition else "definition not given",
        f"strength: {benchmark.strength}",
    )
    return " · ".join(parts)


def band_of(benchmark: Benchmark, axis: Axis, *, context: bool) -> Band:
    """Return a benchmark as a band on an axis; an open end reaches the end of the axis."""
    low = axis.at(benchmark.low or 0.0)
    high = axis.at(1.0 if benchmark.high is None else benchmark.high)
    figure = band_text(benchmark.low, benchmark.high)
    return Band(low, round(high - low, 2), benchmark.label, figure, provenance(benchmark), context)


def edges(benchmarks: Sequence[Benchmark]) -> tuple[float, ...]:
    """Return the edges of bands that an axis has to hold."""
    return tuple(e for b in benchmarks for e in (b.low, b.high) if e is not None)
