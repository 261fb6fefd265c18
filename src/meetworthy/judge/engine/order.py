"""Rows ordered by lead and by when they became visible.

Leads are small integers, so counting beats comparing: one pass counts each lead's rows, one
puts them in place, and within a lead there is little to sort, since logs are mostly in
order of time already.
"""

from __future__ import annotations

import ctypes
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from .layout import BehaviourStruct, OrderingStruct, ScatterStruct, Struct
from .native import kernel

Array = npt.NDArray[Any]
Records = npt.NDArray[Any]  # structured: one of the dtypes of layout
Ints = npt.NDArray[np.int64]


def ranges(count: int, threads: int) -> list[tuple[int, int]]:
    """Return as many ranges of leads as there are threads, covering all of them."""
    edges = np.linspace(0, count, threads + 1).astype(int)
    return [(a, b) for a, b in pairwise(edges.tolist())]


def pointer(array: Array) -> ctypes.c_void_p:
    """Return where an array's data is."""
    return ctypes.c_void_p(array.ctypes.data)


def column(table: pa.Table, name: str, dtype: npt.DTypeLike) -> Array:
    """Return a column as one array of a type, without nulls, copied only where it must be."""
    chunks = table.column(name).combine_chunks()
    if isinstance(chunks, pa.ChunkedArray):
        chunks = pa.concat_arrays(chunks.chunks) if chunks.num_chunks else pa.array([], chunks.type)
    found: Array = np.ascontiguousarray(chunks.to_numpy(zero_copy_only=False), dtype=dtype)
    return found


def order_behaviour(
    table: pa.Table, leads: int, threads: int, *, is_joined: bool
) -> BehaviourStruct:
    """Return behaviour rows (lead, visible, occurred, mask) by lead and visibility."""
    is_wide = table.schema.field("mask").type == pa.int64()
    width = np.int64 if is_wide else np.uint32
    lead, visible = column(table, "lead", np.int32), column(table, "visible", np.int64)
    if not is_joined and kernel().meetworthy_is_ordered(
        pointer(lead), pointer(visible), ctypes.c_int64(len(lead))
    ):
        return _as_it_is(table, lead, visible, leads)
    occurred = column(table, "occurred", np.int64) if is_joined else visible
    mask = column(table, "mask", np.int64 if is_wide else np.int32).view(width)
    start = np.zeros(leads + 1, np.int64)
    kernel().meetworthy_count(pointer(lead), ctypes.c_int64(len(lead)), pointer(start))
    np.cumsum(start, out=start)
    to_visible = np.empty(len(lead), np.int64)
    to_occurred = np.empty(len(lead), np.int64) if is_joined else to_visible
    to_mask = np.empty(len(lead), width)
    scatter = ScatterStruct(
        lead=lead,
        visible=visible,
        occurred=occurred,
        mask=mask,
        rows=len(lead),
        is_wide=int(is_wide),
        is_joined=int(is_joined),
        start=start,
        to_visible=to_visible,
        to_occurred=to_occurred,
        to_mask=to_mask,
    )
    _in_threads(scatter, leads, threads)
    return BehaviourStruct(
        visible=to_visible, occurred=to_occurred, mask=to_mask, is_wide=int(is_wide), start=start
    )


def _as_it_is(table: pa.Table, lead: Array, visible: Array, leads: int) -> BehaviourStruct:
    """Return behaviour rows that are in order already."""
    is_wide = table.schema.field("mask").type == pa.int64()
    mask = column(table, "mask", np.int64 if is_wide else np.int32)
    start = np.zeros(leads + 1, np.int64)
    kernel().meetworthy_count(pointer(lead), ctypes.c_int64(len(lead)), pointer(start))
    np.cumsum(start, out=start)
    return BehaviourStruct(
        visible=visible, occurred=visible, mask=mask, is_wide=int(is_wide), start=start
    )


def _in_threads(scatter: Struct, leads: int, threads: int) -> None:
    def put(span: tuple[int, int]) -> None:
        place = np.empty(leads + 1, np.int64)
        first, end = map(ctypes.c_int64, span)
        done = kernel().meetworthy_scatter(ctypes.byref(scatter), pointer(place), first, end)
        if not done:
            raise MemoryError("no memory left to order one lead's facts")

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(put, ranges(leads, threads)))


def order_events(
    events: Records, table: pa.Table, leads: int, *, with_ids: bool
) -> tuple[npt.NDArray[np.int32], Ints] | None:
    """Return the rows by lead and canonical order, and where each lead's begin.

    Without ids: None where two rows that contradict each other can't be ordered.
    """
    start, order = np.zeros(leads + 1, np.int64), np.zeros(len(table), np.int32)
    text, offset = _texts(table.column("id")) if with_ids else (None, None)
    ordering = OrderingStruct(
        lead=column(table, "lead", np.int32),
        event=events,
        text=text,
        offset=offset,
        rows=len(table),
        leads=leads,
        start=start,
        order=order,
    )
    found = kernel().meetworthy_order(ctypes.byref(ordering))
    if found == 0:
        raise MemoryError("no memory left to order what happened")
    return None if found == 2 else (order, start)


def _texts(column: pa.ChunkedArray) -> tuple[Array, Ints]:
    """Return texts as one run of bytes, and where each starts."""
    chunks = [chunk.cast(pa.large_string()) for chunk in column.chunks]
    texts = pa.concat_arrays(chunks) if chunks else pa.array([], pa.large_string())
    buffers = texts.buffers()
    if not len(texts):
        return np.zeros(1, np.uint8), np.zeros(1, np.int64)
    offsets = np.frombuffer(buffers[1], np.int64)[texts.offset : texts.offset + len(texts) + 1]
    data = np.frombuffer(buffers[2], np.uint8) if buffers[2] else np.zeros(1, np.uint8)
    return (data if len(data) else np.zeros(1, np.uint8)), np.ascontiguousarray(offsets)
