"""Rows that reading set aside, as what the service keeps of what could not be taken."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import msgspec

from meetworthy.app.ingest.quarantine import Aside
from meetworthy.facts.quarantine import unharmed
from meetworthy.model.problem import Place, Problem
from meetworthy.model.time import moment_of
from meetworthy.model.told import Alias, Told

_LONGEST_CELL = 200_000_000  # characters; a row may be long, and was written by us


def rows_aside(
    path: Path, start: int, most: int, *, job_id: int, senders: dict[str, str]
) -> list[Aside]:
    """Return the rows of a quarantine file from a place on, at most so many."""
    csv.field_size_limit(_LONGEST_CELL)
    with path.open(encoding="utf-8", newline="") as file:
        return [
            _row(row, job_id, senders) for row in islice(csv.DictReader(file), start, start + most)
        ]


def _row(row: dict[str, str], job_id: int, senders: dict[str, str]) -> Aside:
    said = {name: unharmed(cell or "") for name, cell in row.items()}
    place = Place(said["file"], int(said["row"]), said["field"] or None)
    problem = Problem(said["kind"], place, _sentence(said), said["remedy"])
    return Aside(senders.get(said["file"], said["file"]), problem, said["raw"], job_id=job_id)


def _sentence(said: dict[str, str]) -> str:
    why = said["why"][:1].upper() + said["why"][1:]
    return f"{why.rstrip('.')}: {said['what']}" if said["field"] else f"{why.rstrip('.')}."


def fact_aside(told: Told, problem: Problem, place: Place, *, job_id: int) -> Aside:
    """Return a fact that the ledger refused, as JSON that can be mended and told again."""
    problem = Problem(problem.kind, place, problem.cause, problem.remedy)
    return Aside(told.sender, problem, as_json(told), job_id=job_id)


def as_json(told: Told) -> str:
    """Write a fact as plain JSON (docs/reference/json-facts.md)."""
    at = moment_of(told.occurred_at).isoformat()
    said: dict[str, object] = {"kind": told.kind, "id": told.id, "occurred_at": at}
    for member, aliases in (("lead", told.lead), ("account", told.account), ("other", told.other)):
        if aliases:
            said[member] = _object(aliases)
    if told.visitor is not None:
        said["visitor"] = told.visitor.value
    credit = {"source": told.source, "campaign": told.campaign, "actor": told.actor}
    said |= {member: word for member, word in credit.items() if word is not None}
    if told.properties:
        said["properties"] = dict(told.properties)
    return msgspec.json.encode(said).decode()


def _object(aliases: Sequence[Alias]) -> dict[str, str]:
    """Return aliases as the JSON form has them: the strongest of each space."""
    found: dict[str, str] = {}
    for alias in aliases:
        found.setdefault(alias.space, alias.value)
    return found
