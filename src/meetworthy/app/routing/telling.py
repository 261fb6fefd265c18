"""Telling the ledger who got which lead, many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from meetworthy.app.ledger.append import OWN_SENDER, append
from meetworthy.app.ledger.sql import among, fetch
from meetworthy.definition.language import Definition
from meetworthy.facts.telling import read_fact
from meetworthy.model.problem import Refused
from meetworthy.model.time import moment_of
from meetworthy.model.told import Told

from .scenes import ASSIGNED

LONGEST_WHY = 1_000
"""Characters of a reason that are kept; chosen by eye: a sentence that nobody reads to its end."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """That a rule gives a lead to somebody, under an id that is the same however often.

    ``by_turns``: it was their turn, which can be given back.
    """

    lead: int
    owner: str
    rule: str
    why: str
    fact_id: str
    by_turns: bool = False


def tell_owners(
    workspace_id: int, definition: Definition, given: Sequence[Assignment], *, at: int
) -> set[int]:
    """Append who got which lead; returns the leads of whom it is so now.

    Left out are those who were erased, and those of whom it was told before.
    """
    names = _names(workspace_id, [one.lead for one in given])
    named = [one for one in given if one.lead in names]
    told = [_told(definition, one, names[one.lead], at) for one in named]
    outcomes = append(workspace_id, told, recorded_at=at, trusted=True)
    pairs = zip(named, outcomes, strict=True)
    return {one.lead for one, outcome in pairs if outcome.number is not None}


def _told(definition: Definition, one: Assignment, name: tuple[str, str], at: int) -> Told:
    said = {
        "kind": ASSIGNED,
        "id": one.fact_id,
        "occurred_at": moment_of(at).isoformat(),
        "lead": {name[0]: name[1]},
        "properties": {"owner": one.owner, "rule": one.rule, "why": one.why[:LONGEST_WHY]},
    }
    read = read_fact(
        said,
        sender=OWN_SENDER,
        kinds=definition.kinds,
        received_at=at,
        place="fact",
        zone=definition.zone,
    )
    if not isinstance(read, Told):
        raise Refused(read)
    return read


def _names(workspace_id: int, leads: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Return a name by which each lead is known; of who was erased there is none."""
    condition, parameter = among("number", leads)
    rows = fetch(
        "SELECT number, space, value FROM ledger_alias"
        f" WHERE workspace_id = %s AND entity = 'l' AND {condition}"
        " ORDER BY space DESC, value DESC",
        (workspace_id, parameter),
    )
    return {number: (space, value) for number, space, value in rows}
