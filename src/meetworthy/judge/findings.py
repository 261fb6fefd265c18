"""What judging found that a reader of its numbers must know."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from meetworthy.model.problem import DataProblem

EXAMPLES = 5


def findings_in(entries: pa.Table) -> tuple[DataProblem, ...]:
    """Return what stands out in a table of ENTRIES."""
    return (*_counted_apart(entries), *_unknown_reasons(entries))


def _counted_apart(entries: pa.Table) -> Iterator[DataProblem]:
    """Meetings confirmed by who booked them, and those that another salesperson had declined."""
    own = _ids(entries, pc.equal(entries.column("how"), "self-confirmed"))
    if own:
        text = (
            "Meetings that only their booker confirmed: allowed by the definition, counted apart."
        )
        yield DataProblem("meeting_self_confirmed", len(own), text, tuple(own[:EXAMPLES]))
    disputed = _ids(entries, pc.equal(entries.column("how"), "disputed"))
    if disputed:
        text = "Meetings that one salesperson declined and another confirmed: counted apart."
        yield DataProblem("meeting_disputed", len(disputed), text, tuple(disputed[:EXAMPLES]))


def _unknown_reasons(entries: pa.Table) -> Iterator[DataProblem]:
    """Exits for a reason that the definition does not know, or for none."""
    left = _ids(entries, pc.equal(entries.column("reason"), "unknown"))
    if left:
        text = (
            "Leads left for a reason that the definition does not know: nothing brings them back."
        )
        yield DataProblem("reason_unknown", len(left), text, tuple(left[:EXAMPLES]))


def _ids(entries: pa.Table, mask: pa.ChunkedArray) -> list[str]:
    return [str(lead) for lead in entries.filter(mask).column("lead_id").to_pylist()]
