"""Judging a dataset with the engine: scan, order, fold."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..people import People
from ..plan import Plan
from . import layout
from .columns import Rows
from .events import Happened, read_events
from .layout import (
    MOST_BITS,
    BehaviourStruct,
    EventsStruct,
    LeadStruct,
    SummaryStruct,
    TablesStruct,
    WrittenStruct,
)
from .native import kernel
from .order import order_behaviour, ranges
from .tables import Compiler, Ints, Records


@dataclass(frozen=True, slots=True)
class Folded:
    """What the kernel wrote, and what its numbers stand for."""

    compiler: Compiler
    leads: Ints  # those that were judged
    entries: Records
    standing: Records  # by lead
    status: npt.NDArray[np.int8]  # (leads, criteria)
    points: npt.NDArray[np.float64] | None  # (leads, fit rules then behaviour rules)


def fits_engine(plans: Sequence[Plan]) -> bool:
    """Say whether the kernel has room for a timeline, and every word of it has a column."""
    names = Compiler(plans).names
    counts = (
        len(names.matchers) + len(names.programs.counters),
        len(names.programs.attributes),
        len(names.stages),
        len(names.disqualifiers),
        max(len(plan.definition.fit) for plan in plans),
    )
    return max(counts) < MOST_BITS and not any(plan.has_dated_lists for plan in plans)


def fold_all(
    rows: Rows,
    compiler: Compiler,
    people: People,
    *,
    at: int,
    leads: int,
    threads: int | None,
    with_points: bool,
) -> Folded:
    """Fold all leads whose keys are under ``leads``."""
    threads = threads or os.cpu_count() or 1
    with ThreadPoolExecutor(1) as beside:  # rows are ordered while the others are read
        ordering = beside.submit(
            order_behaviour, rows.behaviour(), leads, threads, is_joined=rows.is_joined
        )
        happened = read_events(rows, people, leads)
        behaviour = ordering.result()
    tables = compiler.tables(happened.senders, _decided(rows, compiler), happened.reasons)
    standing = np.zeros(leads, layout.STANDING)
    status = np.full((leads, compiler.criteria), -1, np.int8)
    points = np.zeros((leads, compiler.fits + compiler.rules)) if with_points else None
    summary = SummaryStruct(lead=standing, status=status, points=points)
    entries = _fold(tables, behaviour, happened, summary, at=at, leads=leads, threads=threads)
    has_facts = (np.diff(behaviour.start_of_lead) > 0) | (np.diff(happened.start) > 0)
    return Folded(compiler, np.flatnonzero(has_facts), entries, standing, status, points)


def _decided(rows: Rows, compiler: Compiler) -> Ints:
    keys = rows.decisions.keys
    table = np.full((len(compiler.plans), max(1, len(keys))), -1, np.int64)
    for version, plan in enumerate(compiler.plans):
        for number, (kind, named) in enumerate(keys):
            stage = plan.stage_by(kind, named)
            if stage is not None:
                table[version, number] = compiler.names.stages.index(stage.slug)
    return table


def _fold(
    tables: TablesStruct,
    behaviour: BehaviourStruct,
    happened: Happened,
    summary: SummaryStruct,
    *,
    at: int,
    leads: int,
    threads: int,
) -> Records:
    most = int(np.diff(behaviour.start_of_lead).max(initial=0)) + 1

    def one(span: tuple[int, int]) -> Records:
        memory = _memory(tables, most, happened.meetings)
        room = 4 * (span[1] - span[0]) + 1024
        while True:
            entries = np.empty(room, layout.ENTRY)
            out = WrittenStruct(entry=entries, room=room, count=0)
            _call(tables, memory, out, behaviour, happened.events, summary, span, at)
            if out.count <= room:
                return entries[: out.count]
            room = out.count

    with ThreadPoolExecutor(threads) as pool:
        return np.concatenate(list(pool.map(one, ranges(leads, threads))))


def _call(
    tables: TablesStruct,
    memory: LeadStruct,
    out: WrittenStruct,
    behaviour: BehaviourStruct,
    events: EventsStruct,
    summary: SummaryStruct,
    span: tuple[int, int],
    at: int,
) -> None:
    structs = (tables, memory, out, behaviour, events, summary)
    kernel().meetworthy_fold(
        *(ctypes.byref(struct) for struct in structs),
        ctypes.c_int64(span[0]),
        ctypes.c_int64(span[1]),
        ctypes.c_int64(at),
    )


def _memory(tables: TablesStruct, most: int, meetings: int) -> LeadStruct:
    """Return memory for one lead at a time, large enough for the one with the most facts."""

    def records(count: int, dtype: np.dtype[np.void]) -> Records:
        return np.zeros(max(1, count), dtype)

    own = {f"own{number}": 0 for number in range(26)}
    return LeadStruct(
        sum=records(tables.rules, layout.SUM),
        window=records(tables.windows, layout.WINDOW),
        window_times=np.empty(max(1, tables.windows * most), np.int64),
        intents=np.empty(most, np.int64),
        scratch=np.empty(2 * most, np.int64),
        counter=np.zeros(max(1, tables.counters), np.int64),
        stated=records(tables.attributes * tables.senders, layout.STATEMENT),
        first=records(tables.attributes, layout.STATEMENT),
        assessed=records(3 * tables.words, layout.ASSESSMENT),
        entered_at=np.zeros(max(1, tables.stages), np.int64),
        meeting=records(meetings, layout.MEETING),
        most=most,
        meetings=meetings,
        fit=0.0,
        **own,
    )
