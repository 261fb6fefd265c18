"""Rows ordered by lead and by when they became visible.

Leads are small integers, so counting beats comparing: one pass counts each lead's rows, one
puts them in place, and within a lead an insertion sort does almost nothing, since logs are
mostly in order of time already.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from .jit import compiled
from .memory import Behaviour
from .tables import Ints

Bytes = npt.NDArray[np.uint8]
MERGE_FROM = 64
"""Leads with more rows out of order than this are sorted by merging; chosen by eye."""


class Ids(NamedTuple):
    """Texts as one run of bytes and where each starts, for comparing without Python."""

    data: Bytes
    offsets: Ints


@compiled
def count_rows(leads: np.ndarray, start: np.ndarray) -> None:
    """Count the rows of each lead into ``start[lead + 1]``."""
    for lead in leads:
        start[lead + 1] += 1


@compiled
def scatter(
    leads: np.ndarray, visible: np.ndarray, occurred: np.ndarray, mask: np.ndarray,
    place: np.ndarray, out_visible: np.ndarray, out_occurred: np.ndarray, out_mask: np.ndarray,
    first: int, end: int, is_joined: bool,
) -> None:
    """Put the rows of the leads from ``first`` up to ``end`` where they belong."""
    for row in range(len(leads)):
        lead = leads[row]
        if first <= lead < end:
            to = place[lead]
            place[lead] = to + 1
            out_visible[to] = visible[row]
            out_mask[to] = mask[row]
            if is_joined:
                out_occurred[to] = occurred[row]


@compiled
def sort_lead(visible: np.ndarray, occurred: np.ndarray, mask: np.ndarray, is_joined: bool) -> None:
    """Sort one lead's rows by visibility, keeping the order of equals."""
    unordered = 0
    for row in range(1, len(visible)):
        if visible[row] < visible[row - 1]:
            unordered += 1
    if unordered == 0:
        return
    if len(visible) > MERGE_FROM:
        order = np.argsort(visible, kind="mergesort")
        visible[:] = visible[order]
        mask[:] = mask[order]
        if is_joined:
            occurred[:] = occurred[order]
        return
    for row in range(1, len(visible)):
        key, key_mask, key_occurred = visible[row], mask[row], occurred[row]
        to = row - 1
        while to >= 0 and visible[to] > key:
            visible[to + 1] = visible[to]
            mask[to + 1] = mask[to]
            if is_joined:
                occurred[to + 1] = occurred[to]
            to -= 1
        visible[to + 1] = key
        mask[to + 1] = key_mask
        if is_joined:
            occurred[to + 1] = key_occurred


@compiled
def sort_leads(
    start: np.ndarray, visible: np.ndarray, occurred: np.ndarray, mask: np.ndarray,
    first: int, end: int, is_joined: bool,
) -> None:
    """Sort the rows of each lead from ``first`` up to ``end``."""
    for lead in range(first, end):
        a, b = start[lead], start[lead + 1]
        if b - a > 1:
            sort_lead(visible[a:b], occurred[a:b], mask[a:b], is_joined)


def ranges(count: int, threads: int) -> list[tuple[int, int]]:
    """Return as many ranges of leads as there are threads, covering all of them."""
    edges = np.linspace(0, count, threads + 1).astype(int)
    return [(int(a), int(b)) for a, b in zip(edges[:-1], edges[1:], strict=True)]


def columns_of(table: pa.Table, *names: str) -> list[npt.NDArray[np.generic]]:
    """Return columns as arrays, each in one piece."""
    return [table.column(name).combine_chunks().to_numpy(zero_copy_only=False) for name in names]


def order_behaviour(table: pa.Table, leads: int, threads: int, *, is_joined: bool) -> Behaviour:
    """Return behaviour rows ordered by lead and visibility."""
    lead, visible, occurred, mask = columns_of(table, "lead", "visible", "occurred", "mask")
    start = np.zeros(leads + 1, np.int64)
    count_rows(lead, start)
    np.cumsum(start, out=start)
    out_visible = np.empty(len(lead), np.int64)
    out_occurred = np.empty(len(lead), np.int64) if is_joined else out_visible
    out_mask = np.empty(len(lead), np.int64)

    def put(span: tuple[int, int]) -> None:
        place = start[:-1].copy()
        scatter(lead, visible, occurred, mask, place, out_visible, out_occurred, out_mask, *span, is_joined)
        sort_leads(start, out_visible, out_occurred, out_mask, *span, is_joined)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(put, ranges(leads, threads)))
    return Behaviour(out_visible, out_occurred, out_mask, start)


def ids_of(column: pa.ChunkedArray) -> Ids:
    """Return a column of texts as bytes and offsets."""
    texts = column.cast(pa.large_string()).combine_chunks()
    if isinstance(texts, pa.ChunkedArray):
        texts = pa.concat_arrays(texts.chunks) if texts.num_chunks else pa.array([], pa.large_string())
    buffers = texts.buffers()
    offsets = np.frombuffer(buffers[1], np.int64)[texts.offset : texts.offset + len(texts) + 1]
    data = np.frombuffer(buffers[2] or b"", np.uint8)
    return Ids(data if len(data) else np.zeros(1, np.uint8), offsets if len(texts) else np.zeros(1, np.int64))


@compiled
def compare_texts(ids: Ids, left: int, right: int) -> int:
    """Return -1, 0 or 1: how two texts compare, byte by byte."""
    a, a_end = ids.offsets[left], ids.offsets[left + 1]
    b, b_end = ids.offsets[right], ids.offsets[right + 1]
    while a < a_end and b < b_end:
        if ids.data[a] != ids.data[b]:
            return -1 if ids.data[a] < ids.data[b] else 1
        a += 1
        b += 1
    left_over = (a_end - a) - (b_end - b)
    return 0 if left_over == 0 else (-1 if left_over < 0 else 1)


@compiled
def is_after(
    left: int, right: int, visible: np.ndarray, phase: np.ndarray, sender: np.ndarray, ids: Ids
) -> bool:
    """Say whether a row comes after another in canonical order."""
    if visible[left] != visible[right]:
        return visible[left] > visible[right]
    if phase[left] != phase[right]:
        return phase[left] > phase[right]
    if sender[left] != sender[right]:
        return sender[left] > sender[right]
    return compare_texts(ids, left, right) > 0


@compiled
def order_events(
    lead: np.ndarray, visible: np.ndarray, phase: np.ndarray, sender: np.ndarray, ids: Ids,
    start: np.ndarray, order: np.ndarray,
) -> None:
    """Fill ``order`` with the rows by lead and canonical order, and ``start`` with where each begins."""
    for one in lead:
        start[one + 1] += 1
    for one in range(1, len(start)):
        start[one] += start[one - 1]
    place = start[:-1].copy()
    by_time = np.argsort(visible, kind="mergesort")
    for row in by_time:
        order[place[lead[row]]] = row
        place[lead[row]] += 1
    for one in range(len(start) - 1):
        for to in range(start[one] + 1, start[one + 1]):
            row = order[to]
            before = to - 1
            while before >= start[one] and is_after(order[before], row, visible, phase, sender, ids):
                order[before + 1] = order[before]
                before -= 1
            order[before + 1] = row
