"""Committing a piece of an import: facts, what was set aside, counts and position, at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
from django.db import transaction
from django.db.models import F

from meetworthy.app.ingest.quarantine import Aside, put_aside
from meetworthy.app.ledger.append import append
from meetworthy.app.ledger.outcome import Outcome, Taken
from meetworthy.model.problem import Place
from meetworthy.model.told import Told

from .aside import fact_aside
from .lease import Held


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of rows; each is exactly one of these."""

    taken: int = 0
    known: int = 0
    quarantined: int = 0

    @property
    def rows(self) -> int:
        """Return how many rows they are."""
        return self.taken + self.known + self.quarantined


def commit_facts(
    held: Held, facts: pa.Table, told: Sequence[Told], *, at: int, share: float
) -> None:
    """Append facts and move the job on, or neither; raises Lost where it is held no more."""
    with transaction.atomic():
        outcomes = append(held.workspace_id, told, recorded_at=at, trusted=True)
        put_aside(held.workspace_id, _refused(held, facts, told, outcomes), at=at)
        _move_on(held, facts.num_rows, _settled(facts, outcomes), at=at, share=share)
    held.position += facts.num_rows


def commit_aside(held: Held, items: Sequence[Aside], *, at: int, share: float) -> None:
    """Keep rows that were set aside and move the job on, or neither; raises Lost."""
    with transaction.atomic():
        put_aside(held.workspace_id, items, at=at)
        _move_on(held, len(items), Counts(quarantined=len(items)), at=at, share=share)
    held.position += len(items)


def _move_on(held: Held, items: int, counts: Counts, *, at: int, share: float) -> None:
    held.keep(
        at=at,
        position=held.position + items,
        rows=F("rows") + counts.rows,
        taken=F("taken") + counts.taken,
        known=F("known") + counts.known,
        quarantined=F("quarantined") + counts.quarantined,
        share=share,
        doing="taking facts",
    )


def _settled(facts: pa.Table, outcomes: Sequence[Outcome]) -> Counts:
    """Count rows: quarantined where any fact was refused, known where all were known."""
    of_unit: dict[int, set[Taken]] = {}
    for unit, outcome in zip(facts["unit"].to_pylist(), outcomes, strict=True):
        of_unit.setdefault(unit, set()).add(outcome.state)
    quarantined = sum(Taken.REFUSED in states for states in of_unit.values())
    taken = sum(
        Taken.TAKEN in states and Taken.REFUSED not in states for states in of_unit.values()
    )
    return Counts(taken, len(of_unit) - taken - quarantined, quarantined)


def _refused(
    held: Held, facts: pa.Table, told: Sequence[Told], outcomes: Sequence[Outcome]
) -> list[Aside]:
    found = []
    for place, outcome in enumerate(outcomes):
        if outcome.problem is not None:
            where = Place(facts["file"][place].as_py(), facts["row"][place].as_py())
            found.append(fact_aside(told[place], outcome.problem, where, job_id=held.pk))
    return found
