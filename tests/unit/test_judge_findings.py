"""What judging found that a reader of the numbers must know."""

from __future__ import annotations

from datetime import UTC, datetime

import pyarrow as pa

from meetworthy.judge.findings import findings_in
from meetworthy.model.tables import ENTRIES


def entry(lead: int, stage: str, how: str, reason: str | None = None) -> dict[str, object]:
    return {
        "lead": lead,
        "lead_id": f"L{lead}",
        "pass": 1,
        "motion": "default",
        "stage": stage,
        "at": datetime(2026, 1, 1, tzinfo=UTC),
        "date_only": False,
        "how": how,
        "version": 1,
        "reason": reason,
    }


def found(*rows: dict[str, object]) -> dict[str, tuple[int, tuple[str, ...]]]:
    table = pa.Table.from_pylist(list(rows), schema=ENTRIES)
    return {one.kind: (one.count, one.examples) for one in findings_in(table)}


def test_of_what_is_usual_nothing_is_said():
    assert found(entry(1, "sqm", "meeting"), entry(1, "exit", "rejected", "no_answer")) == {}


def test_meetings_that_count_apart_are_named():
    rows = [
        entry(1, "sqm", "self-confirmed"),
        entry(2, "sqm", "disputed"),
        entry(3, "sqm", "meeting"),
    ]
    assert found(*rows) == {
        "meeting_self_confirmed": (1, ("L1",)),
        "meeting_disputed": (1, ("L2",)),
    }


def test_exits_for_an_unknown_reason_are_named():
    rows = [entry(lead, "exit", "lost", "unknown") for lead in range(7)]
    assert found(*rows) == {"reason_unknown": (7, ("L0", "L1", "L2", "L3", "L4"))}
