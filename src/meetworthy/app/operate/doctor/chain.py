"""Whether the chains of the ledgers hold, as far as their last batches tell."""

from __future__ import annotations

from collections.abc import Iterator

from ..verifying import verify_ledgers
from .finding import Finding, fine, wrong

ABOUT = "chain"
LAST_BATCHES = 20
"""So that looking is quick; `meetworthy verify` walks all of it."""


def check_chain(*, at: int) -> Iterator[Finding]:  # noqa: ARG001 - every check is asked alike
    """Find facts among the latest that were altered or are missing."""
    found = verify_ledgers(last_batches=LAST_BATCHES)
    for each in found:
        for problem in each.problems:
            yield wrong(ABOUT, str(problem.cause), "Run `meetworthy verify`; restore a backup.")
    if not any(each.problems for each in found):
        facts = sum(each.facts for each in found)
        yield fine(ABOUT, f"The last batches hold; ledgers: {len(found)}, facts: {facts:,}.")
