"""Loading from the ledger what some leads are judged by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from meetworthy.model.fact import Fact

from .seal import Keys, unseal
from .sql import among, fetch

_COLUMNS = (
    "kind, occurred_at, sender, told_id, lead, account, visitor, recorded_at, date_only,"
    " source, campaign, actor, properties, sealed, number"
)
_decode = msgspec.json.Decoder(dict[str, Any]).decode


@dataclass(frozen=True, slots=True)
class Histories:
    """The facts that some leads are judged by; ``through`` is the ledger's last fact by then.

    ``numbers`` gives each fact's number in the ledger by its name.
    """

    facts: tuple[Fact, ...]
    accounts: dict[int, int | None]
    numbers: dict[tuple[str, str], int]
    through: int


def load(workspace_id: int, leads: Iterable[int], *, personal: bool = False) -> Histories:
    """Load all that these leads are judged by: own facts, joined ones, their accounts'.

    Leads merged with them come along.  ``personal`` unseals what identifies people, where its
    key still exists.
    """
    wanted = set(leads)
    through = fetch("SELECT facts FROM ledger_head WHERE workspace_id = %s", (workspace_id,))
    members, accounts = _families(workspace_id, wanted)
    visitors, others = _visitors(workspace_id, members)
    belongings = _belongings(workspace_id, members)
    rows = _select_among(workspace_id, "lead", members)
    rows += _select_among(workspace_id, "visitor", visitors, "AND lead IS NULL")
    rows += _select_among(workspace_id, "account", belongings, "AND lead IS NULL")
    rows += _select_among(workspace_id, "lead", others, "AND kind = 'lead.identified'")
    rows += select(
        workspace_id,
        "kind = 'fact.retracted' AND lead IS NULL AND account IS NULL AND visitor IS NULL",
        (),
    )
    facts = with_personal(workspace_id, rows) if personal else [fact_of(row) for row in rows]
    numbers = {(row[2], row[3]): row[-1] for row in rows}
    return Histories(tuple(facts), accounts, numbers, int(through[0][0]) if through else 0)


def select(workspace_id: int, where: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return the rows of facts that a condition names, as ``fact_of`` reads them."""
    query = f"SELECT {_COLUMNS} FROM ledger_fact WHERE workspace_id = %s AND {where}"
    return fetch(query, (workspace_id, *parameters))


def fact_of(row: Sequence[Any], personal: dict[str, Any] | None = None) -> Fact:
    """Return the fact of a row; what identifies people only where it was unsealed."""
    properties = _decode(row[12])
    if personal:
        properties |= personal
    return Fact(
        row[0],
        row[1],
        row[2],
        row[3],
        row[4],
        row[5],
        row[6],
        row[7],
        bool(row[8]),
        row[9],
        row[10],
        row[11],
        properties,
    )


def with_personal(workspace_id: int, rows: Sequence[Sequence[Any]]) -> list[Fact]:
    """Return the facts of rows, unsealed where the key still exists."""
    keys = Keys(workspace_id)
    keys.fetch({_subject(row) for row in rows if row[13] is not None})
    facts = []
    for row in rows:
        cipher = None if row[13] is None else keys.cipher(_subject(row))
        facts.append(fact_of(row, None if cipher is None else unseal(row[13], cipher)))
    return facts


def _subject(row: Sequence[Any]) -> tuple[str, int]:
    return ("l", row[4]) if row[4] is not None else ("v", row[6])


def _select_among(
    workspace_id: int, column: str, values: set[int], further: str = ""
) -> list[tuple[Any, ...]]:
    if not values:
        return []
    condition, parameter = among(column, values)
    return select(workspace_id, f"{condition} {further}", (parameter,))


def _families(workspace_id: int, leads: set[int]) -> tuple[set[int], dict[int, int | None]]:
    """Return these leads with all merged with them, and each one's first account."""
    condition, parameter = among("number", leads)
    rows = fetch(
        f"SELECT number, merged_into FROM ledger_lead WHERE workspace_id = %s AND {condition}",
        (workspace_id, parameter),
    )
    roots = {merged_into or number for number, merged_into in rows}
    by_number, numbers = among("number", roots)
    by_root, into = among("merged_into", roots)
    members = fetch(
        f"SELECT number, account FROM ledger_lead WHERE workspace_id = %s AND {by_number}"
        f" UNION SELECT number, account FROM ledger_lead WHERE workspace_id = %s AND {by_root}",
        (workspace_id, numbers, workspace_id, into),
    )
    accounts = dict(members)
    return set(accounts), accounts


def _visitors(workspace_id: int, leads: set[int]) -> tuple[set[int], set[int]]:
    """Return the visitors that these leads were, and others who were the same visitors."""
    condition, parameter = among("lead", leads)
    rows = fetch(
        f"SELECT visitor FROM ledger_identification WHERE workspace_id = %s AND {condition}",
        (workspace_id, parameter),
    )
    visitors = {row[0] for row in rows}
    if not visitors:
        return visitors, set()
    condition, parameter = among("visitor", visitors)
    rows = fetch(
        f"SELECT lead FROM ledger_identification WHERE workspace_id = %s AND {condition}",
        (workspace_id, parameter),
    )
    return visitors, {row[0] for row in rows} - leads


def _belongings(workspace_id: int, leads: set[int]) -> set[int]:
    condition, parameter = among("lead", leads)
    rows = fetch(
        f"SELECT account FROM ledger_belonging WHERE workspace_id = %s AND {condition}",
        (workspace_id, parameter),
    )
    return {row[0] for row in rows}
