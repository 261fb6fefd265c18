"""Which benchmark bands stand behind which rate."""

from __future__ import annotations

from collections.abc import Sequence

from meetworthy.measure.results import Benchmark, Diagnosis, FunnelReport
from meetworthy.report.marks import Axis, Band, band_of

CONTEXT = "context"
"""The verdict of a benchmark that nobody chose as a yardstick."""


def beside(report: FunnelReport, from_: str, to: str) -> tuple[Diagnosis, ...]:
    """Return the diagnoses of a step over all leads, one for each benchmark."""
    seen: dict[Benchmark, Diagnosis] = {}
    for diagnosis in report.diagnosis:
        if (diagnosis.from_, diagnosis.to, diagnosis.by) == (from_, to, None):
            seen.setdefault(diagnosis.benchmark, diagnosis)
    return tuple(seen.values())


def chosen(report: FunnelReport, from_: str, to: str) -> tuple[Benchmark, ...]:
    """Return the benchmarks that were chosen for a step; those that are only context are not."""
    return tuple(d.benchmark for d in beside(report, from_, to) if d.verdict != CONTEXT)


def bands(diagnoses: Sequence[Diagnosis], axis: Axis) -> tuple[Band, ...]:
    """Return the bands of the chosen benchmarks or, where none was chosen, of all as context."""
    judged = [d for d in diagnoses if d.verdict != CONTEXT]
    return tuple(
        band_of(d.benchmark, axis, context=d.verdict == CONTEXT) for d in judged or diagnoses
    )
