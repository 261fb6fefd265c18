"""Judging a dataset with the engine: scan, order, fold, and the tables that come out."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from meetworthy.definition.language import MeetingRule
from meetworthy.model.fact import Fact
from meetworthy.model.kinds import Phase

from ..meetings import Counts, Meeting
from ..plan import Plan
from .columns import Rows
from .memory import BOOKED, DATE_ONLY, MEET, Behaviour, Events, Lookups, Standing, Written
from .memory import lead_memory, standing, written
from .order import columns_of, ids_of, order_behaviour, order_events, ranges
from .summary import fold_range
from .tables import MOST_MATCHERS, Compiler, Ints, Tables

RULES = tuple(
    MeetingRule(accepted=bool(number & 1), self_confirmation=bool(number & 2))
    for number in range(4)
)
_COUNTS = {Counts.NO: 0, Counts.YES: 1, Counts.SELF_CONFIRMED: 2}


@dataclass(frozen=True, slots=True)
class Folded:
    """What the kernel wrote, and what its numbers stand for."""

    compiler: Compiler
    leads: Ints  # those that were judged
    entries: Written
    standing: Standing


def fits_engine(plans: Sequence[Plan]) -> bool:
    """Say whether the kernel has room for a timeline, and every word of it has a column."""
    compiler = Compiler(plans)
    programs = compiler.names.programs
    bits = len(compiler.names.matchers) + len(programs.counters)
    few = max(len(programs.attributes), len(compiler.names.stages), len(compiler.names.disqualifiers))
    fits = max((len(plan.definition.fit) for plan in plans), default=0)
    dated = any(plan.has_dated_lists for plan in plans)
    return bits < MOST_MATCHERS and few < MOST_MATCHERS and fits < MOST_MATCHERS and not dated


def fold_all(
    rows: Rows, compiler: Compiler, *, at: int, leads: int, threads: int | None, with_points: bool
) -> Folded:
    """Fold all leads whose keys are under ``leads``."""
    threads = threads or os.cpu_count() or 1
    behaviour = order_behaviour(
        rows.behaviour(), leads, threads, is_joined=rows.is_joined()
    )
    events, leaves, senders, reasons, meetings = _events(rows, leads)
    tables = compiler.tables(senders)
    lookups = _lookups(rows, compiler, leaves, reasons)
    state = standing(leads, tables, with_points=with_points)
    found = _fold(tables, lookups, behaviour, events, state, at, threads, leads, meetings, senders)
    judged = np.flatnonzero((np.diff(behaviour.start) > 0) | (np.diff(events.start) > 0))
    return Folded(compiler, judged, found, state)


def _fold(
    tables: Tables,
    lookups: Lookups,
    behaviour: Behaviour,
    events: Events,
    state: Standing,
    at: int,
    threads: int,
    leads: int,
    meetings: int,
    senders: Sequence[str],
) -> Written:
    most = int(np.diff(behaviour.start).max(initial=0))

    def one(span: tuple[int, int]) -> Written:
        memory = lead_memory(
            tables,
            senders=len(senders),
            counters=len(lookups.counter_of_bit),
            most_facts=most,
            meetings=meetings,
        )
        room = 4 * (span[1] - span[0]) + 1024
        while True:
            out = written(room)
            fold_range(tables, memory, lookups, out, behaviour, events, state, *span, at)
            if out.count[0] <= room:
                return out
            room = int(out.count[0])

    with ThreadPoolExecutor(threads) as pool:
        parts = list(pool.map(one, ranges(leads, threads)))
    columns = [
        np.concatenate([part[place][: part.count[0]] for part in parts]) for place in range(1, 10)
    ]
    return Written(np.array([len(columns[0])], np.int64), *columns)


def _lookups(
    rows: Rows, compiler: Compiler, leaves: npt.NDArray[np.float64], reasons: Sequence[str | None]
) -> Lookups:
    names = compiler.names
    counters = names.programs.counters
    counter_of_bit = np.full(MOST_MATCHERS + 1, -1, np.int64)
    for counter in range(len(counters)):
        counter_of_bit[len(names.matchers) + counter] = counter
    decided = [
        [_stage_number(plan, names.stages, kind, named) for kind, named in rows.decisions.keys]
        for plan in compiler.plans
    ]
    shape = len(compiler.plans), max(1, len(rows.decisions.keys))
    table = np.full(shape, -1, np.int64)
    if rows.decisions.keys:
        table[:] = decided
    return Lookups(counter_of_bit, table, compiler.reason_codes(reasons), leaves)


def _stage_number(plan: Plan, stages: Sequence[str], kind: str, named: str | None) -> int:
    stage = plan.stage_by(kind, named)
    return -1 if stage is None else stages.index(stage.slug)


# -- everything that is not behaviour ------------------------------------------------------


def _events(
    rows: Rows, leads: int
) -> tuple[Events, npt.NDArray[np.float64], list[str], list[str | None], int]:
    stating, meetings, most = rows.stating(), *_meetings(rows)
    leaves = _leaves(stating, len(rows.names.programs.leaves))
    parts = [stating.select(_NAMES), rows.others().select(_NAMES), meetings, rows.records().select(_NAMES)]
    leaf_row = np.full(sum(len(part) for part in parts), -1, np.int64)
    leaf_row[: len(stating)] = np.arange(len(stating))
    table = pa.concat_tables(parts)
    sender, senders = _codes(table.column("sender"), ordered=True)
    reason, reasons = _codes(table.column("reason"), ordered=False)
    argument = columns_of(table, "argument")[0].astype(np.int64)
    is_exit = columns_of(table, "phase")[0] == int(Phase.EXIT)
    argument[is_exit] = reason[is_exit]
    lead, visible, phase = columns_of(table, "lead", "visible", "phase")
    start, order = np.zeros(leads + 1, np.int64), np.zeros(len(table), np.int64)
    order_events(lead, visible, phase, sender, ids_of(table.column("id")), start, order)

    def ordered(name: str) -> Ints:
        return columns_of(table, name)[0].astype(np.int64)[order]

    events = Events(
        visible[order],  # type: ignore[arg-type]
        ordered("occurred"),
        phase[order].astype(np.int8),
        columns_of(table, "op")[0][order].astype(np.int8),
        argument[order],
        ordered("detail"),
        sender[order],
        ordered("says"),
        leaf_row[order],
        ordered("flags"),
        ordered("counter"),
        start,
    )
    return events, leaves, senders, reasons, most


_SCHEMA = pa.schema(
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
_NAMES = _SCHEMA.names


def _leaves(stating: pa.Table, count: int) -> npt.NDArray[np.float64]:
    leaves = np.full((max(1, len(stating)), max(1, count)), np.nan, np.float64)
    for number in range(count):
        column = stating.column(f"leaf{number}").combine_chunks()
        leaves[: len(stating), number] = column.to_numpy(zero_copy_only=False)
    return leaves


def _codes(column: pa.ChunkedArray, *, ordered: bool) -> tuple[Ints, list[str]]:
    """Return texts as codes and what they stand for; null is the last code."""
    coded = pc.dictionary_encode(column.combine_chunks(), null_encoding="encode")
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.combine_chunks()
    if not len(coded):
        return np.zeros(0, np.int64), []
    words = coded.dictionary.to_pylist()
    codes = coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    if ordered:
        rank = np.argsort(np.argsort(np.array(words, object)))
        words, codes = sorted(words), rank[codes]
    return codes, words


def _meetings(rows: Rows) -> tuple[pa.Table, int]:
    """Return the facts about meetings as rows: which meeting, and whether it counts after each."""
    found = rows.meetings().to_pylist()
    numbers: dict[int, dict[str, int]] = {}
    lives: dict[tuple[int, str], Meeting] = {}
    made = []
    for row in found:
        lead, meeting = row["lead"], row["meeting"]
        mine = numbers.setdefault(lead, {})
        life = lives.setdefault((lead, meeting), Meeting())
        life.take(_fact(row), rows.people)
        state = sum(_COUNTS[life.counts(rule)] << (2 * n) for n, rule in enumerate(RULES))
        booked = BOOKED if row["kind"] == "meeting.booked" else 0
        made.append(
            {
                "lead": lead,
                "visible": row["visible"],
                "occurred": row["occurred"],
                "phase": int(Phase.EVENT),
                "op": MEET,
                "argument": mine.setdefault(meeting, len(mine)),
                "detail": state,
                "sender": row["sender"],
                "id": row["id"],
                "says": 0,
                "flags": booked | (DATE_ONLY if row["date_only"] else 0),
                "counter": row["counter"],
                "reason": None,
            }
        )
    most = max((len(mine) for mine in numbers.values()), default=1)
    return pa.Table.from_pylist(made, schema=_SCHEMA), most


def _fact(row: Mapping[str, object]) -> Fact:
    return Fact(
        kind=str(row["kind"]),
        occurred_at=int(str(row["occurred"])),
        sender=str(row["sender"]),
        id=str(row["id"]),
        actor=None if row["actor"] is None else str(row["actor"]),
    )


