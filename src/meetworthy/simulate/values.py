"""Columns of facts before they are written: words as codes, and batches of one kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from .clock import Floats, Ints

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Words:
    """A column of texts: codes into a list of words; -1 is no word."""

    codes: Ints
    words: Sequence[str]

    def take(self, rows: Ints | Bools) -> Words:
        """Return the texts of some rows."""
        return Words(self.codes[rows], self.words)

    def column(self) -> pa.Array:
        """Return them as a dictionary-coded Arrow column."""
        codes = pa.array(self.codes.astype(np.int32), mask=self.codes < 0)
        return pa.DictionaryArray.from_arrays(codes, pa.array(list(self.words), pa.string()))


@dataclass(frozen=True, slots=True)
class Texts:
    """A column of texts of which hardly two are the same."""

    column_: pa.Array

    def take(self, rows: Ints | Bools) -> Texts:
        """Return the texts of some rows."""
        index = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows
        return Texts(self.column_.take(pa.array(index)))

    def column(self) -> pa.Array:
        """Return them as an Arrow column."""
        return self.column_


@dataclass(frozen=True, slots=True)
class Numbers:
    """A column of whole numbers, numbers or dates (days since 1970-01-01); NaN is none."""

    values: Floats | Ints
    type: pa.DataType

    def take(self, rows: Ints | Bools) -> Numbers:
        """Return the numbers of some rows."""
        return Numbers(self.values[rows], self.type)

    def column(self) -> pa.Array:
        """Return them as an Arrow column."""
        missing = np.isnan(self.values)
        if pa.types.is_floating(self.type):
            return pa.array(self.values, self.type, mask=missing)
        whole = np.where(missing, 0, self.values).astype(np.int64)
        if pa.types.is_date32(self.type):
            return pa.array(whole.astype(np.int32), pa.int32(), mask=missing).cast(self.type)
        return pa.array(whole, self.type, mask=missing)


Column = Words | Texts | Numbers


def always(word: str, count: int) -> Words:
    """Return a column that says one word in every row."""
    return Words(np.zeros(count, dtype=np.int64), (word,))


def whole(values: Floats | Ints) -> Numbers:
    """Return a column of whole numbers."""
    return Numbers(values, pa.int64())


def number(values: Floats | Ints) -> Numbers:
    """Return a column of numbers."""
    return Numbers(values.astype(np.float64), pa.float64())


@dataclass(frozen=True, slots=True)
class Batch:
    """Facts of one kind: rows of one block of leads.

    ``at`` and ``recorded`` are seconds since the start; ``lead``, ``account`` and ``visitor``
    count within the block; ``recorded`` is None where facts are recorded as they occur.
    """

    kind: str
    sender: str
    at: Floats
    lead: Ints | None = None
    account: Ints | None = None
    visitor: Ints | None = None
    actor: Words | None = None
    source: Words | None = None
    campaign: Words | None = None
    date_only: bool = False
    recorded: Floats | None = None
    properties: Mapping[str, Column] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.at)

    def take(self, rows: Ints | Bools) -> Batch:
        """Return some of the facts."""
        return replace(
            self,
            at=self.at[rows],
            lead=_rows(self.lead, rows),
            account=_rows(self.account, rows),
            visitor=_rows(self.visitor, rows),
            recorded=None if self.recorded is None else self.recorded[rows],
            actor=self.actor and self.actor.take(rows),
            source=self.source and self.source.take(rows),
            campaign=self.campaign and self.campaign.take(rows),
            properties={name: column.take(rows) for name, column in self.properties.items()},
        )


def _rows(keys: Ints | None, rows: Ints | Bools) -> Ints | None:
    return None if keys is None else keys[rows]
