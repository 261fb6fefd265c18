"""Benchmark sets: what published sources say, each with where it comes from; one file each.

Sources disagree because they define differently, so none is the truth: a definition names the
sets that its team holds itself to, the others are shown as context.
"""

from __future__ import annotations

from collections.abc import Mapping

from .b2b import B2B
from .b2b_agreed_definitions import B2B_AGREED_DEFINITIONS
from .b2b_saas import B2B_SAAS
from .b2b_strict import B2B_STRICT
from .band import Band, BenchmarkSet
from .by_source import BY_SOURCE
from .cross_industry import CROSS_INDUSTRY
from .healthy_teams import HEALTHY_TEAMS
from .outbound_agencies import OUTBOUND_AGENCIES

__all__ = ["SETS", "Band", "BenchmarkSet"]

SETS: Mapping[str, BenchmarkSet] = {
    known.name: known
    for known in (
        CROSS_INDUSTRY,
        B2B_SAAS,
        B2B_AGREED_DEFINITIONS,
        B2B_STRICT,
        BY_SOURCE,
        B2B,
        HEALTHY_TEAMS,
        OUTBOUND_AGENCIES,
    )
}
"""Every set by name: the word that a definition's `benchmarks` uses."""
