"""What an export folder holds, and how it changes without ever being half of anything.

Files are written under names of their own and never changed; ``export.json`` says which of them
count and is replaced as a whole.  Whoever is killed leaves files that nobody counts.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from meetworthy.model.kinds import Type

FORMAT = 1
"""Rises when folders of earlier releases can't be gone on with; they are then made anew."""

STATE_FILE, LOCK_FILE = "export.json", ".lock"


class Column(msgspec.Struct, frozen=True):
    """A property's column: its type, and whether the definition or the registry says it."""

    name: str
    type: Type
    declared: bool


class State(msgspec.Struct, frozen=True, kw_only=True):
    """What a folder holds; the chain's head after its last batch names the ledger it is of."""

    format: int
    workspace: str
    exported_at: int
    through: int  # the last fact's number
    batch: int
    head: str  # of the chain after that batch, in hex
    erased: int  # leads erased by then
    columns: tuple[Column, ...]
    unsealed: tuple[str, ...]  # "kind property": what was unsealed, for which kinds
    parts: tuple[str, ...]  # files of facts
    leads: str  # the file of leads
    facts: int
    zone: str
    currency: str | None
    left_out: int  # properties for which there is no room
    leaving: tuple[str, ...] = ()  # files that counted before: somebody may be reading them


def load_state(folder: Path) -> State | None:
    """Return what a folder holds; None where it holds nothing that can be gone on with."""
    try:
        state = msgspec.json.decode((folder / STATE_FILE).read_bytes(), type=State)
    except (FileNotFoundError, msgspec.DecodeError):  # none yet, or of another release
        return None
    files = (*state.parts, state.leads)
    whole = state.format == FORMAT and all((folder / name).is_file() for name in files)
    return state if whole else None


def save_state(folder: Path, state: State) -> None:
    """Make a folder hold this: the moment at which an export counts."""
    replace(folder / STATE_FILE, msgspec.json.format(msgspec.json.encode(state), indent=1))


def replace(path: Path, content: bytes) -> None:
    """Write a file as a whole: whoever reads it sees all of the old or all of the new."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with fresh.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def sweep(folder: Path, state: State) -> None:
    """Delete what no longer counts: of earlier exports, and of such as were killed."""
    kept = {*state.parts, *state.leaving, state.leads}
    for path in folder.glob("*.parquet"):
        if path.name not in kept:
            path.unlink(missing_ok=True)


@contextmanager
def locked(folder: Path, *, to_write: bool) -> Iterator[None]:
    """Hold a folder: alone to write, with others to read; waits for whoever holds it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / LOCK_FILE).open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX if to_write else fcntl.LOCK_SH)
        yield  # closing the file lets go
