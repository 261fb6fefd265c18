"""What the numbers suggest, in words, beside benchmarks with their provenance."""

from __future__ import annotations

from dataclasses import dataclass

from meetworthy.measure.results import Diagnosis, FunnelReport, Trend
from meetworthy.report.figures import band_text, interval, percent, points, rate_text
from meetworthy.report.marks import Axis, Band, Track, axis_over, band_of, edges, track_of
from meetworthy.report.names import Names, group_name, horizon_name

from .benchmarks import CONTEXT

TONES = {"below": "low", "above": "high", "inside": "inside"}
MOVED = ("risen", "fallen")
MOST_FINDINGS = 8
"""Findings shown before the rest folds away; chosen by eye."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One rate beside one band: the verdict, the words, the picture, the provenance."""

    step: str
    group: str
    verdict: str
    tone: str
    says: str
    look_at: str
    figure: str
    between: str
    horizon: str
    track: Track
    band: Band
    axis: Axis
    band_text: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """One rate beside its own past."""

    says: str
    verdict: str
    before: str
    after: str
    difference: str


@dataclass(frozen=True, slots=True)
class Findings:
    """What the numbers suggest: first those that say something, then context."""

    shown: tuple[Finding, ...]
    rest: tuple[Finding, ...]
    context: tuple[Finding, ...]
    moves: tuple[Move, ...]
    still: tuple[Move, ...]


ORDER = {"below": 0, "above": 0, "not enough to tell": 1, "inside": 2, CONTEXT: 3}


def findings(report: FunnelReport) -> Findings:
    """Return the section of diagnosis, what needs a look first."""
    told = sorted(report.diagnosis, key=lambda d: (ORDER.get(d.verdict, 1), d.by is not None))
    drawn = [(d, _finding(report, d)) for d in told]
    judged = [finding for d, finding in drawn if d.verdict != CONTEXT]
    return Findings(
        shown=tuple(judged[:MOST_FINDINGS]),
        rest=tuple(judged[MOST_FINDINGS:]),
        context=tuple(finding for d, finding in drawn if d.verdict == CONTEXT),
        moves=tuple(_move(t) for t in report.trends if t.verdict in MOVED),
        still=tuple(_move(t) for t in report.trends if t.verdict not in MOVED),
    )


def _finding(report: FunnelReport, d: Diagnosis) -> Finding:
    axis = axis_over((d.rate.high, *edges((d.benchmark,))))
    return Finding(
        step=Names(report).step(d.from_, d.to),
        group="" if d.by is None else group_name(d.by),
        verdict=d.verdict,
        tone=TONES.get(d.verdict, "open"),
        says=d.says,
        look_at=d.look_at or "",
        figure=percent(d.rate.rate),
        between=interval(d.rate),
        horizon=horizon_name(d.horizon_days),
        track=track_of(d.rate, axis, is_open=d.horizon_days is None),
        band=band_of(d.benchmark, axis, context=d.verdict == CONTEXT),
        axis=axis,
        band_text=band_text(d.benchmark.low, d.benchmark.high),
        warnings=d.warnings,
    )


def _move(trend: Trend) -> Move:
    return Move(
        says=trend.says,
        verdict=trend.verdict,
        before=f"{trend.before}: {rate_text(trend.rate_before)}",
        after=f"{trend.after}: {rate_text(trend.rate_after)}",
        difference=points(trend.difference),
    )
