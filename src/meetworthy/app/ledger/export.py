"""Exporting a workspace's ledger to a folder that the core reads, each time only what is new.

The folder is one of ``format: facts`` (docs/reference/sources.md): sorted Parquet with the
ledger's numbers as keys.  What identifies persons is left out, except for what a definition's
conditions need.  An export that is no longer of this ledger (a backup was restored, somebody was
erased, the definition declares another type) is made anew.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from meetworthy.definition.language import Definition
from meetworthy.model.dataset import Dataset, ReadCounts
from meetworthy.model.kinds import KINDS, Type

from .export_leads import read_leads
from .export_read import FACTS, Unsealer, read_facts
from .export_shape import declared_columns, unsealed_by, widened
from .export_sources import SOURCES_FILE, sources_yaml
from .export_state import FORMAT, Column, State, load_state, locked, replace, save_state, sweep
from .export_write import MISTYPED, Writer
from .sql import fetch

MOST_PARTS = 8
"""More parts are merged; chosen by eye."""

SMALL = 4
"""The first part is left as it is while it is so many times as large as the rest; by eye."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export made: how far the folder goes now, and what it is."""

    folder: Path
    through: int  # the number of the last fact in it
    facts: int
    new: int  # facts read from the database this time
    made_anew: str  # why what was there could not be gone on with; empty where it could
    left_out: int  # properties that had no room


def export(
    workspace_id: int, folder: Path, *, at: int, timeline: Sequence[Definition] = ()
) -> Exported:
    """Bring a folder up to date with a workspace's ledger.

    ``timeline`` are the versions by which the folder will be judged: they give properties their
    types, and what their conditions need is unsealed.  Waits for whoever else exports there.
    Call it outside of transactions: only what is committed is exported.
    """
    with locked(folder, to_write=True):
        return _Export(workspace_id, folder, at, timeline).run()


@contextmanager
def reading(folder: Path) -> Iterator[Dataset]:
    """Hold an export and yield its dataset; no export changes it meanwhile.

    Raises FileNotFoundError where there is none.
    """
    with locked(folder, to_write=False):
        state = load_state(folder)
        if state is None:
            raise FileNotFoundError(f"there is no export in {folder}")
        yield _dataset(folder, state)


def through_of(folder: Path) -> int | None:
    """Return the number of the last fact of an export; None where there is no export."""
    state = load_state(folder)
    return None if state is None else state.through


def fits(timeline: Sequence[Definition], other: Sequence[Definition]) -> bool:
    """Say whether an export made for one timeline has all that another asks for, of its type."""
    columns, needed = set(declared_columns(timeline)), unsealed_by(timeline)
    asked = unsealed_by(other)
    return set(declared_columns(other)) <= columns and all(
        names <= needed.get(kind, frozenset()) for kind, names in asked.items()
    )


def mistyped_in(dataset: Dataset) -> pa.Table:
    """Return whom facts are about (lead, account) that state an attribute in another type.

    The interpreter takes such a statement for one that says nothing to conditions, the engine
    has no value of it: such leads are judged by the interpreter.
    """
    paths = dataset.facts
    assert isinstance(paths, tuple)
    is_mistyped = pc.field(MISTYPED)
    tables = [
        pq.read_table(path, columns=["lead", "account"], filters=is_mistyped) for path in paths
    ]
    return pa.concat_tables(tables, promote_options="permissive")


def _dataset(folder: Path, state: State) -> Dataset:
    return Dataset(
        facts=tuple(folder / name for name in state.parts),
        leads=pq.read_table(folder / state.leads),
        properties={column.name: column.type for column in state.columns},
        zone=state.zone,
        currency=state.currency,
        read=ReadCounts(rows=state.facts, taken=state.facts),
    )


@dataclass(frozen=True, slots=True)
class _Head:
    """Where the ledger stands."""

    workspace: str
    zone: str
    facts: int
    batches: int
    head: bytes
    erased: int


class _Export:
    def __init__(
        self, workspace_id: int, folder: Path, at: int, timeline: Sequence[Definition]
    ) -> None:
        self.workspace_id = workspace_id
        self.folder = folder
        self.at = at
        self.timeline = timeline
        self.needed = unsealed_by(timeline)
        self.head = _head_of(workspace_id)

    def run(self) -> Exported:
        """Go on with what the folder holds, or make it anew."""
        found = load_state(self.folder)
        why = "" if found is None else self._why_anew(found)
        before = None if why else found
        spill = Path(tempfile.mkdtemp(prefix=".making-", dir=self.folder))
        writer = Writer(spill)
        try:
            state = self._made(before, spill, writer)
            kinds = writer.kinds_in([self.folder / part for part in state.parts])
        finally:
            writer.close()
            shutil.rmtree(spill, ignore_errors=True)
        save_state(self.folder, state)
        replace(self.folder / SOURCES_FILE, sources_yaml(state, kinds - set(KINDS)).encode())
        sweep(self.folder, state)
        old = 0 if before is None else before.facts
        return Exported(
            self.folder, state.through, state.facts, state.facts - old, why, state.left_out
        )

    def _why_anew(self, state: State) -> str:
        """Say why what a folder holds can't be gone on with."""
        if state.workspace != self.head.workspace:
            return "it was another workspace's"
        if not _is_of_ledger(self.workspace_id, state):
            return "the ledger is no longer the one that was exported: a backup was restored"
        if state.unsealed and state.erased != self.head.erased:
            return "somebody was erased"
        if state.unsealed != self._unsealed():
            return "the definition speaks of other properties"
        types = {column.name: column.type for column in state.columns}
        undeclared = {column.name for column in state.columns if not column.declared}
        for column in declared_columns(self.timeline):
            if types.get(column.name, column.type) is not column.type or column.name in undeclared:
                return f"the definition declares what {column.name} is"
        return ""

    def _unsealed(self) -> tuple[str, ...]:
        return tuple(sorted(f"{kind} {name}" for kind, of in self.needed.items() for name in of))

    def _made(self, before: State | None, spill: Path, writer: Writer) -> State:
        """Write what is new, and return what the folder then holds."""
        raw = spill / "raw.parquet"
        new = self._read(raw, 0 if before is None else before.through)
        leads = read_leads(self.workspace_id)
        old = () if before is None else before.columns
        columns, left_out = self._columns(old, writer.said_in(raw) if new else ())
        parts = () if before is None else before.parts
        desk = _Parts(self.folder, f"{self.head.facts:012d}-{self.at:x}", writer, leads, columns)
        if parts and _types(columns) != _types(old):
            parts = (desk.merged(parts, old),)
        if new or not parts:
            parts = (*parts, desk.added(raw))
        parts = desk.tidied(parts)
        leads_file = f"leads-{desk.mark}.parquet"
        pq.write_table(leads, self.folder / leads_file)
        return State(
            format=FORMAT,
            workspace=self.head.workspace,
            exported_at=self.at,
            through=self.head.facts,
            batch=self.head.batches,
            head=self.head.head.hex(),
            erased=self.head.erased,
            columns=columns,
            unsealed=self._unsealed(),
            parts=parts,
            leads=leads_file,
            facts=(0 if before is None else before.facts) + new,
            zone=self.timeline[-1].zone if self.timeline else self.head.zone,
            currency=self.timeline[-1].currency if self.timeline else None,
            left_out=max(len(left_out), 0 if before is None else before.left_out),
            leaving=() if before is None else (*before.parts, before.leads),
        )

    def _read(self, raw: Path, after: int) -> int:
        """Write the new facts as read, unsealed where needed; return how many there are."""
        unsealer = Unsealer(self.workspace_id, self.needed)
        schema = FACTS.remove(FACTS.get_field_index("sealed"))
        new = 0
        with pq.ParquetWriter(raw, schema, compression="snappy") as file:
            for batch in read_facts(self.workspace_id, after=after, through=self.head.facts):
                new += len(batch)
                file.write_batch(unsealer.open(batch))
        return new

    def _columns(
        self, old: Sequence[Column], said: Sequence[tuple[str, str]]
    ) -> tuple[tuple[Column, ...], frozenset[str]]:
        """Return the columns of now: those of before, what is declared, what is said."""
        known = {column.name: column for column in (*old, *declared_columns(self.timeline))}
        return widened(tuple(known.values()), said)


@dataclass(frozen=True, slots=True)
class _Parts:
    """Writes parts with the columns of now, under names that nobody used before."""

    folder: Path
    mark: str
    writer: Writer
    leads: pa.Table
    columns: tuple[Column, ...]

    def added(self, raw: Path) -> str:
        """Write facts as read as a part; return its name."""
        name = f"facts-{self.mark}.parquet"
        self.writer.write_part(raw, self.folder / name, self.columns, self.leads)
        return name

    def merged(self, parts: Sequence[str], before: Sequence[Column], kind: str = "old") -> str:
        """Write parts with the columns ``before`` as one; return its name."""
        name = f"facts-{kind}-{self.mark}.parquet"
        paths = [self.folder / part for part in parts]
        self.writer.merge(paths, self.folder / name, self.columns, before, self.leads)
        return name

    def tidied(self, parts: tuple[str, ...]) -> tuple[str, ...]:
        """Merge parts where there are too many: the small ones, or all where those are large."""
        if len(parts) <= MOST_PARTS:
            return parts
        rows = [pq.read_metadata(self.folder / part).num_rows for part in parts]
        if sum(rows[1:]) * SMALL < rows[0]:
            return (parts[0], self.merged(parts[1:], self.columns, "some"))
        return (self.merged(parts, self.columns, "all"),)


def _types(columns: Sequence[Column]) -> list[tuple[str, Type]]:
    return [(column.name, column.type) for column in columns]


def _head_of(workspace_id: int) -> _Head:
    rows = fetch(
        "SELECT w.uuid, w.zone, h.facts, h.batches, h.head, (SELECT count(*) FROM ledger_lead l"
        "  WHERE l.workspace_id = h.workspace_id AND l.erased_at IS NOT NULL)"
        " FROM ledger_head h JOIN people_workspace w ON w.id = h.workspace_id"
        " WHERE h.workspace_id = %s",
        (workspace_id,),
    )
    if not rows:
        raise LookupError(f"workspace {workspace_id} has no ledger")
    uuid, zone, facts, batches, head, erased = rows[0]
    return _Head(str(uuid).replace("-", ""), zone, facts, batches, bytes(head), erased)


def _is_of_ledger(workspace_id: int, state: State) -> bool:
    """Say whether the chain still has, at the export's last batch, the head it had then."""
    if state.batch == 0:
        return True
    rows = fetch(
        "SELECT last, head FROM ledger_batch WHERE workspace_id = %s AND number = %s",
        (workspace_id, state.batch),
    )
    return bool(rows) and rows[0][0] == state.through and bytes(rows[0][1]).hex() == state.head
