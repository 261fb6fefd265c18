"""Walking the chain: every fact against its digest, every batch against the one before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from meetworthy.app.people.models import Workspace
from meetworthy.model.problem import Place, Problem
from meetworthy.model.time import moment_of

from .chain import COLUMNS, DIGEST_BYTES, digest_of, head_after
from .sql import fetch

MOST_PROBLEMS = 100
"""After so many problems walking on tells nothing new; chosen by eye."""

_BATCHES_AT_A_TIME = 200  # chosen by eye
_RESTORE = "Restore the ledger from a backup made before, and find out who can write to it."


@dataclass(frozen=True, slots=True)
class Verified:
    """What walking a workspace's chain found; ``head`` is to be noted elsewhere, in hex.

    A ledger whose head is not the one that was noted for the same number of facts was written
    anew from some point on, which the chain alone can't tell.
    """

    workspace: str
    facts: int
    batches: int
    head: str
    problems: tuple[Problem, ...]


def verify(
    workspace: Workspace,
    *,
    last_batches: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Verified:
    """Walk a workspace's chain (only its last batches, where said), and name what is wrong."""
    return _Walk(workspace).run(last_batches, progress or (lambda _done, _all: None))


class _Walk:
    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.problems: list[Problem] = []
        self.head = bytes(32)
        self.last = 0

    def run(self, last_batches: int | None, progress: Callable[[int, int], None]) -> Verified:
        rows = fetch(
            "SELECT facts, batches, head FROM ledger_head WHERE workspace_id = %s",
            (self.workspace.pk,),
        )
        facts, batches, head = rows[0] if rows else (0, 0, bytes(32))
        begin = 1 if last_batches is None else max(1, batches - last_batches + 1)
        self._start_after(begin - 1)
        number = begin - 1
        for batch in self._batches(begin):
            self._check_batch(number + 1, batch)
            number = batch[0]
            progress(number, batches)
            if len(self.problems) >= MOST_PROBLEMS:
                break
        else:
            self._check_end(number, batches, facts, bytes(head))
        return Verified(
            self.workspace.slug, facts, batches, bytes(head).hex(), tuple(self.problems)
        )

    def _start_after(self, number: int) -> None:
        rows = fetch(
            "SELECT last, head FROM ledger_batch WHERE workspace_id = %s AND number = %s",
            (self.workspace.pk, number),
        )
        if rows:
            self.last, self.head = rows[0][0], bytes(rows[0][1])

    def _batches(self, begin: int) -> Iterator[tuple[Any, ...]]:
        while True:
            rows = fetch(
                "SELECT number, first, last, recorded_at, salt, digests, head FROM ledger_batch"
                " WHERE workspace_id = %s AND number >= %s ORDER BY number LIMIT %s",
                (self.workspace.pk, begin, _BATCHES_AT_A_TIME),
            )
            yield from rows
            if len(rows) < _BATCHES_AT_A_TIME:
                return
            begin = rows[-1][0] + 1

    def _check_batch(self, expected: int, batch: Sequence[Any]) -> None:
        number, first, last, recorded_at, salt, digests, head = batch
        salt, digests, head = bytes(salt), bytes(digests), bytes(head)
        where = f"batch {number:,} of {moment_of(recorded_at).isoformat(timespec='seconds')}"
        if number != expected:
            self._note("batch_missing", number, f"Batches {expected:,} to {number - 1:,} are gone.")
        elif first != self.last + 1:
            cause = f"It begins with fact {first:,}, not {self.last + 1:,}."
            self._note("batch_altered", number, f"{where}: {cause}")
        self._check_facts(first, last, salt, digests, where)
        after = head_after(
            self.head,
            workspace=self.workspace.uuid,
            number=number,
            first=first,
            last=last,
            recorded_at=recorded_at,
            salt=salt,
            digests=digests,
        )
        if number == expected and after != head:
            self._note("chain_broken", number, f"{where} does not follow from the one before.")
        self.head, self.last = head, last

    def _check_facts(self, first: int, last: int, salt: bytes, digests: bytes, where: str) -> None:
        rows = fetch(
            f"SELECT {', '.join(COLUMNS)} FROM ledger_fact"
            " WHERE workspace_id = %s AND number BETWEEN %s AND %s ORDER BY number",
            (self.workspace.pk, first, last),
        )
        found = {row[0]: row for row in rows}
        if len(digests) != DIGEST_BYTES * (last - first + 1):
            self._note("batch_altered", first, f"{where} has another number of digests.")
            return
        for place, number in enumerate(range(first, last + 1)):
            row = found.get(number)
            if row is None:
                self._note("fact_missing", number, f"Fact {number:,} is gone ({where}).")
            elif digest_of(salt, _as_written(row)) != _slice(digests, place):
                named = f"{row[5]} {row[6]}"
                cause = f"Fact {number:,} ({named}) is not what was written ({where})."
                self._note("fact_altered", number, cause)

    def _check_end(self, number: int, batches: int, facts: int, head: bytes) -> None:
        if number != batches:
            cause = f"Batches {number + 1:,} to {batches:,} are gone."
            self._note("batch_missing", number + 1, cause)
        elif self.head != head or self.last != facts:
            self._note("head_altered", facts, "The ledger's head is not that of its last batch.")
        beyond = fetch(
            "SELECT count(*) FROM ledger_fact WHERE workspace_id = %s AND number > %s",
            (self.workspace.pk, facts),
        )[0][0]
        if beyond:
            cause = f"{beyond:,} facts stand after the last one that was written."
            self._note("fact_added", facts, cause)

    def _note(self, kind: str, number: int, cause: str) -> None:
        place = Place(f"ledger of {self.workspace.slug}", number)
        self.problems.append(Problem(kind, place, cause, _RESTORE))


def _as_written(row: Sequence[Any]) -> list[Any]:
    """Return a fact's columns with the types in which they were digested."""
    written = list(row)
    written[4] = bool(written[4])
    written[14] = None if written[14] is None else bytes(written[14])
    written[15] = bytes(written[15])
    return written


def _slice(digests: bytes, place: int) -> bytes:
    return digests[place * DIGEST_BYTES : (place + 1) * DIGEST_BYTES]
