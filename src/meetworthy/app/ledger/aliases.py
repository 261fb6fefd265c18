"""The names from outside by which a lead is known."""

from __future__ import annotations

from meetworthy.model.told import Alias

from .sql import among, fetch


def aliases_of(workspace_id: int, leads: set[int], entity: str = "l") -> list[Alias]:
    """Return the aliases of leads (or of visitors, ``v``; accounts, ``a``)."""
    condition, parameter = among("number", leads)
    rows = fetch(
        "SELECT space, value FROM ledger_alias"
        f" WHERE workspace_id = %s AND entity = %s AND {condition} ORDER BY space, value",
        (workspace_id, entity, parameter),
    )
    return [Alias(space, value) for space, value in rows]
