"""The names of the benchmark sets that come with the product; their figures are elsewhere."""

from __future__ import annotations

BENCHMARK_SETS = (
    "cross-industry",
    "b2b-saas",
    "b2b-agreed-definitions",
    "b2b-strict",
    "by-source",
    "b2b",
    "healthy-teams",
    "outbound-agencies",
)
