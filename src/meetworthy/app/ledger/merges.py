"""Which leads are one person, as the merges stand that are known now."""

from __future__ import annotations

from meetworthy.judge.gather import retracted_keys, standing_merges
from meetworthy.model.fact import Fact

from .sql import among, execute, fetch

KINDS = frozenset({"lead.merged", "lead.unmerged"})
CHANGING = KINDS | {"fact.retracted"}
"""Kinds after which it must be settled anew who is whom."""


def family(workspace_id: int, leads: set[int]) -> set[int]:
    """Return these leads and all that any merge ever connected them with."""
    known: set[int] = set()
    found = set(leads)
    while found - known:
        known |= found
        condition, parameter = among("lead", known)
        own = fetch(
            "SELECT lead, properties FROM ledger_fact WHERE workspace_id = %s"
            f" AND kind IN ('lead.merged', 'lead.unmerged') AND {condition}",
            (workspace_id, parameter),
        )
        found |= {int(other) for _, properties in own if (other := _other(properties))}
        condition, parameter = among("merged_into", found)
        found |= {
            row[0]
            for row in fetch(
                f"SELECT number FROM ledger_lead WHERE workspace_id = %s AND {condition}",
                (workspace_id, parameter),
            )
        }
        condition, parameter = among("number", found)
        found |= {
            row[0]
            for row in fetch(
                "SELECT merged_into FROM ledger_lead WHERE workspace_id = %s"
                f" AND merged_into IS NOT NULL AND {condition}",
                (workspace_id, parameter),
            )
        }
    return known


def settle(workspace_id: int, leads: set[int]) -> set[int]:
    """Write into whom each lead of these families is merged; returns the families."""
    members = family(workspace_id, leads)
    facts = _merge_facts(workspace_id, members)
    gone = retracted_keys(facts)
    merges = standing_merges([fact for fact in facts if (fact.sender, fact.id) not in gone])
    into: dict[int, int] = {}
    for merge in merges:
        into[merge.other] = merge.lead
    for lead in members:
        root = lead
        while root in into:
            root = into[root]
        execute(
            "UPDATE ledger_lead SET merged_into = %s WHERE workspace_id = %s AND number = %s",
            (None if root == lead else root, workspace_id, lead),
        )
    return members


def _merge_facts(workspace_id: int, members: set[int]) -> list[Fact]:
    from .load import fact_of, select

    condition, parameter = among("lead", members)
    kinds = "kind IN ('lead.merged', 'lead.unmerged', 'fact.retracted')"
    rows = select(workspace_id, f"{kinds} AND {condition}", (parameter,))
    return [fact_of(row) for row in rows]


def _other(properties: str) -> str | None:
    import msgspec

    other = str(msgspec.json.decode(properties).get("other", ""))
    return other if other.isdecimal() else None
