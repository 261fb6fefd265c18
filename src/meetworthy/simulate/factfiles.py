"""Writing blocks as Parquet tables of facts, sorted by key or as an unsorted log."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from meetworthy.model.tables import LEADS

from .block import Block, Span
from .clock import Ints
from .table import TRAVELLING, fact_table, leads_table
from .values import Batch
from .world import World

FACTS_FILE, LEADS_FILE = "facts.parquet", "leads.parquet"


class FactFolder:
    """The open Parquet files of a folder; a context manager that closes them.

    With ``shuffle`` the rows of each block are written in a random order, as the benchmark of
    unsorted files asks for; otherwise by account, lead and time.
    """

    def __init__(self, folder: Path, world: World, shuffle: np.random.Generator | None) -> None:
        self.world, self.shuffle = world, shuffle
        self.facts = _writer(folder / FACTS_FILE, TRAVELLING)
        self.leads = _writer(folder / LEADS_FILE, LEADS)
        self.rows = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.facts.close()
        self.leads.close()

    def write(self, block: Block) -> None:
        """Append the facts and the leads of a block."""
        self.leads.write_table(leads_table(block))
        table = fact_table(block.batches, block.span, self.world, self.rows)
        self.rows += table.num_rows
        self.facts.write_table(table.take(pa.array(self._order(table, block))))

    def write_batches(self, batches: list[Batch], span: Span) -> None:
        """Append facts that belong to no block: spend and people."""
        table = fact_table(batches, span, self.world, self.rows)
        self.facts.write_table(table)
        self.rows += table.num_rows

    def _order(self, table: pa.Table, block: Block) -> Ints:
        if self.shuffle is not None:
            return self.shuffle.permutation(table.num_rows)
        account = np.append(block.leads.account + block.span.first_account, -1)
        lead = pc.fill_null(table["lead"], -1).to_numpy()
        own = pc.fill_null(table["account"], -1).to_numpy()
        place = np.where(lead >= 0, lead - block.span.first_lead, len(block.leads))
        time = table["occurred_at"].cast(pa.int64()).to_numpy()
        return np.lexsort((time, lead, np.maximum(own, account[place])))


def _writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    """Return a writer that does not store the Arrow schema: codes are read back as texts."""
    return pq.ParquetWriter(path, schema, store_schema=False, compression="zstd")
