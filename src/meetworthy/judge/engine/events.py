"""Everything that is not behaviour, as the kernel's rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from meetworthy.definition.language import MeetingRule
from meetworthy.model.fact import Fact
from meetworthy.model.kinds import Phase

from ..meetings import Counts, Meeting
from .columns import Rows
from .layout import BOOKED, DATE_ONLY, MEET, EventsStruct
from .order import Array, Ints, column, order_events

RULES = tuple(
    MeetingRule(accepted=bool(number & 1), self_confirmation=bool(number & 2))
    for number in range(4)
)
"""Every meeting rule there can be, by its number in the tables."""

_COUNTS = {Counts.NO: 0, Counts.YES: 1, Counts.SELF_CONFIRMED: 2}

SCHEMA = pa.schema(
    [
        ("lead", pa.int32()),
        ("visible", pa.int64()),
        ("occurred", pa.int64()),
        ("phase", pa.int8()),
        ("op", pa.int8()),
        ("argument", pa.int32()),
        ("detail", pa.int32()),
        ("sender", pa.string()),
        ("id", pa.string()),
        ("says", pa.int64()),
        ("flags", pa.int32()),
        ("counter", pa.int32()),
        ("reason", pa.string()),
    ]
)
"""The columns of a row, before senders and reasons have become numbers."""


@dataclass(frozen=True, slots=True)
class Happened:
    """The rows, what their numbers stand for, and the most meetings of any lead."""

    events: EventsStruct
    start: Ints
    senders: list[str]
    reasons: list[str | None]
    meetings: int


def read_events(rows: Rows, leads: int) -> Happened:
    """Return all that is not behaviour, ordered by lead."""
    stating = rows.stating()
    meetings, most = _meetings(rows)
    parts = [stating, rows.others(), meetings, rows.records()]
    table = pa.concat_tables([part.select(SCHEMA.names).cast(SCHEMA) for part in parts])
    sender, senders = _coded(table.column("sender"))
    reason, reasons = _coded(table.column("reason"))
    argument = np.where(
        column(table, "phase", np.int8) == int(Phase.EXIT),
        reason,
        column(table, "argument", np.int32),
    ).astype(np.int32)
    leaf_row = np.full(len(table), -1, np.int32)
    leaf_row[: len(stating)] = np.arange(len(stating))
    order, start = order_events(table, sender, leads)
    leaves = [column(stating, f"leaf{n}", np.float64) for n in range(len(rows.names.programs.leaves))]
    events = EventsStruct(
        visible=column(table, "visible", np.int64),
        occurred=column(table, "occurred", np.int64),
        says=column(table, "says", np.int64),
        argument=argument,
        detail=column(table, "detail", np.int32),
        sender=sender,
        leaf_row=leaf_row,
        flags=column(table, "flags", np.int32),
        counter=column(table, "counter", np.int32),
        phase=column(table, "phase", np.int8),
        op=column(table, "op", np.int8),
        order=order,
        start=start,
        leaves=_pointers(leaves),
    )
    events._kept.append(leaves)
    return Happened(events, start, [str(s) for s in senders], reasons, most)


def _pointers(leaves: list[Array]) -> npt.NDArray[np.uint64]:
    return np.array([leaf.ctypes.data for leaf in leaves] or [0], np.uint64)


def _coded(column: pa.ChunkedArray) -> tuple[npt.NDArray[np.int32], list[str | None]]:
    """Return texts as codes in the order of the texts (null last), and the texts."""
    words = sorted(word for word in pc.unique(column).to_pylist() if word is not None)
    codes = pc.fill_null(pc.index_in(column, pa.array(words, pa.string())), len(words))
    found = codes.combine_chunks() if isinstance(codes, pa.ChunkedArray) else codes
    numbers = np.ascontiguousarray(found.to_numpy(zero_copy_only=False), dtype=np.int32)
    return numbers, [*words, None]


def _meetings(rows: Rows) -> tuple[pa.Table, int]:
    """Return the facts about meetings as rows: which meeting, and whether it counts after each."""
    numbers: dict[int, dict[str, int]] = {}
    lives: dict[tuple[int, str], Meeting] = {}
    made = []
    for row in rows.meetings().to_pylist():
        lead, meeting = row["lead"], row["meeting"]
        mine = numbers.setdefault(lead, {})
        life = lives.setdefault((lead, meeting), Meeting())
        life.take(_fact(row), rows.people)
        booked = BOOKED if row["kind"] == "meeting.booked" else 0
        made.append(
            {
                "lead": lead,
                "visible": row["visible"],
                "occurred": row["occurred"],
                "phase": int(Phase.EVENT),
                "op": MEET,
                "argument": mine.setdefault(meeting, len(mine)),
                "detail": sum(_COUNTS[life.counts(rule)] << (2 * n) for n, rule in enumerate(RULES)),
                "sender": row["sender"],
                "id": row["id"],
                "says": 0,
                "flags": booked | (DATE_ONLY if row["date_only"] else 0),
                "counter": row["counter"],
                "reason": None,
            }
        )
    most = max((len(mine) for mine in numbers.values()), default=1)
    return pa.Table.from_pylist(made, schema=SCHEMA), most


def _fact(row: Mapping[str, object]) -> Fact:
    return Fact(
        kind=str(row["kind"]),
        occurred_at=int(str(row["occurred"])),
        sender=str(row["sender"]),
        id=str(row["id"]),
        actor=None if row["actor"] is None else str(row["actor"]),
    )
