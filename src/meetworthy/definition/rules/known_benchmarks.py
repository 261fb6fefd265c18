"""Benchmark sets that do not come with the product are pointed out."""

from __future__ import annotations

from collections.abc import Iterator

from meetworthy.definition.benchmarks import BENCHMARK_SETS
from meetworthy.definition.draft import Draft
from meetworthy.definition.nearest import suggest
from meetworthy.model.problem import Problem


def check(draft: Draft) -> Iterator[Problem]:
    """Yield a warning for every benchmark set that is not known."""
    for name in draft.file.benchmarks:
        if name not in BENCHMARK_SETS:
            cause = f"There is no benchmark set `{name[:60]}` with the product."
            remedy = suggest(name, BENCHMARK_SETS, "Name one that is, or bring it yourself.")
            yield draft.warning("unknown_benchmark", ("benchmarks",), cause, remedy)
