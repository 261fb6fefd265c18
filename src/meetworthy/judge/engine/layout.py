"""The twins of the kernel's structs: numpy dtypes for arrays, ctypes structures for pointers.

Field by field the same as ``kernel/kernel.h``; the sizes are compared when it is loaded.
"""

from __future__ import annotations

import ctypes

import numpy as np
import numpy.typing as npt

from meetworthy.definition.language import Entry

ENTRIES = (
    Entry.START,
    Entry.JUDGED,
    Entry.DECIDED,
    Entry.MEETING,
    Entry.RECORDED,
    Entry.ASSERTED,
)
"""Kinds of stages, in the order of their numbers."""

WAY_CODES = (
    "created",
    "judged",
    "decided",
    "meeting",
    "recorded",
    "asserted",
    "self-confirmed",
    "disputed",
    "returned",
    "timer",
    "rejected",
    "disqualified",
    "recycled",
    "lost",
)
"""How an entry came about; the first six are those of ENTRIES, in their order."""

PASS, EXIT, REVIEW = -1, -2, -3
"""Entries that are no stage."""

NOTHING, STATE, CLEAR, ASSESS, DECIDE, MEET, LEAVE = range(7)
"""Operations of the rows that are not behaviour."""

WAKES, DATE_ONLY, BOOKED, BY_SALES = 1, 4, 8, 16
"""Flags of those rows."""

WAKING_BIT, DATE_ONLY_BIT = 62, 61
"""Bits of a behaviour row that are no rule: it is about the account; only its day is known."""

MOST_BITS = 60


def _record(**fields: str) -> np.dtype[np.void]:
    return np.dtype(list(fields.items()), align=True)


RULE = _record(
    points="f8", cap="f8", half_life="i8", window="i8", slot="i8", at_most="i8",
    high_intent="i8", review="i8", wakes="i8",
)  # fmt: skip
VERSION = _record(rules="i8", criteria="i8", intent_window="i8", zone="i8", in_force="i8")
STAGE = _record(
    least_score="f8", entry="i8", when="i8", asks_intent="i8", agreed="i8", meeting="i8"
)
BOUNDS = _record(sales_begins="i8", review_ends="i8")
CHOICE = _record(motion="i8", program="i8")
DISQUALIFIER = _record(known="i8", program="i8", reason="i8")
FIT = _record(points="f8", program="i8", apart="i8", attributes="i8")
REASON = _record(is_disqualified="i8", duration="i8", strict="i8", until="i8", version="i8")
SPAN = _record(low="f8", high="f8")
ATTRIBUTE = _record(first_wins="i8", by_name="i8")
PROGRAM = _record(start="i8", end="i8", is_static="i8")
LEAF = _record(missing="f8", attribute="i8")
OFFSET = _record(instant="i8", offset="i8")
INSTRUCTION = _record(op="i4", argument="i4")
SUM = _record(total="f8", last="i8", facts="i8", day="i8", on_day="i8")
WINDOW = _record(head="i8", count="i8")
STATEMENT = _record(row="i8", at="i8")
ASSESSMENT = _record(status="i8", at="i8", order="i8")
MEETING = _record(state="i8", counts_now="i8")
ENTRY = _record(
    at="i8", lead="i4", number="i4", reason="i4", motion="i2", stage="i2", how="i2",
    version="i2", is_date_only="i4",
)  # fmt: skip
EVENT = _record(
    visible="i8", occurred="i8", says="i8", argument="i4", detail="i4", sender="i4",
    leaf_row="i4", flags="i4", counter="i2", phase="i1", op="i1",
)  # fmt: skip
STANDING = _record(
    score="f8", fit="f8", behaviour="f8", low="f8", high="f8", stage_at="i8", number="i4",
    reason="i4", high_intent="i4", ask="i4", version="i2", motion="i2", stage="i2",
    is_open="i1", warnings="i1",
)  # fmt: skip


class Struct(ctypes.Structure):
    """A structure of numbers and of pointers into numpy arrays, which it keeps alive."""

    def __init__(self, **values: object) -> None:
        super().__init__()
        self.kept: list[object] = []
        for name, kind in self._fields_:  # type: ignore[misc]  # ctypes says Any
            value = values.pop(name)
            if kind is ctypes.c_void_p:
                self.kept.append(value)
                value = value.ctypes.data if isinstance(value, np.ndarray) else None
            setattr(self, name, value)
        if values:
            raise TypeError(f"no such fields: {sorted(values)}")


def _numbers(*names: str) -> list[tuple[str, type]]:
    return [(name, ctypes.c_int64) for name in names]


def _arrays(*names: str) -> list[tuple[str, type]]:
    return [(name, ctypes.c_void_p) for name in names]


class TablesStruct(Struct):
    """What a timeline of definitions says."""

    _fields_ = _numbers(
        "versions", "rules", "stages", "criteria", "motions", "places", "choices",
        "disqualifiers", "fits", "attributes", "longest", "words", "senders", "counters",
        "windows", "bits", "decisions", "reason_texts", "reasons",
    ) + _arrays(
        "rule", "of_bit", "by_bit", "version", "stage", "needs", "order", "bounds", "choice",
        "disqualify", "fit", "reason", "span", "attribute", "word", "expiry", "zone_start",
        "zone", "code", "constant", "mask", "program", "leaf", "precedence", "counter_of_bit",
        "decided_stage", "reason_of", "renewed",
    )  # fmt: skip


class BehaviourStruct(Struct):
    """What leads did, by lead and visibility."""

    _fields_ = _arrays("visible", "occurred", "mask") + _numbers("is_wide") + _arrays("start")

    @property
    def start_of_lead(self) -> npt.NDArray[np.int64]:
        """Where each lead's rows begin."""
        start = self.kept[-1]
        assert isinstance(start, np.ndarray)
        return start


class EventsStruct(Struct):
    """Everything else that happened, in any order, and the order."""

    _fields_ = _arrays("row", "order", "start", "leaves") + _numbers("leaf_count")


class LeadStruct(Struct):
    """What is remembered of the lead that is folded."""

    _fields_ = (
        _arrays(
            "sum", "window", "window_times", "intents", "scratch", "counter", "stated", "first",
            "assessed", "entered_at", "meeting",
        )
        + _numbers("most", "meetings")
        + _numbers(*(f"own{number}" for number in range(26)))
        + [("fit", ctypes.c_double)]
    )  # fmt: skip


class WrittenStruct(Struct):
    """Room for entries."""

    _fields_ = _arrays("entry") + _numbers("room", "count")


class SummaryStruct(Struct):
    """Room for where each lead stands."""

    _fields_ = _arrays("lead", "status", "points")


class ScatterStruct(Struct):
    """Behaviour rows and where they go."""

    _fields_ = (
        _arrays("lead", "visible", "occurred", "mask")
        + _numbers("rows", "is_wide", "is_joined")
        + _arrays("start", "to_visible", "to_occurred", "to_mask")
    )


class OrderingStruct(Struct):
    """Other rows and their order."""

    _fields_ = (
        _arrays("lead", "event", "text", "offset")
        + _numbers("rows", "leads")
        + _arrays("start", "order")
    )


SIZES = (
    *(
        dtype.itemsize
        for dtype in (
            RULE, VERSION, STAGE, BOUNDS, CHOICE, DISQUALIFIER, FIT, REASON, SPAN, ATTRIBUTE,
            PROGRAM, LEAF, OFFSET, INSTRUCTION,
        )
    ),
    *(ctypes.sizeof(struct) for struct in (TablesStruct, BehaviourStruct, EventsStruct)),
    *(dtype.itemsize for dtype in (SUM, WINDOW, STATEMENT, ASSESSMENT, MEETING)),
    ctypes.sizeof(LeadStruct),
    ENTRY.itemsize,
    EVENT.itemsize,
    ctypes.sizeof(WrittenStruct),
    STANDING.itemsize,
    ctypes.sizeof(SummaryStruct),
)  # fmt: skip
"""What ``meetworthy_sizes`` must answer, in its order."""
