"""Who has other leads of the same account, and how many open leads everybody has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from meetworthy.app.ledger.sql import among, fetch
from meetworthy.handoff.routing.asking import Load


def load_of(workspace_id: int) -> Load:
    """Return how many open leads each owner has, as last judged."""
    rows = fetch(
        "SELECT owner, count(*) FROM judging_state"
        " WHERE workspace_id = %s AND owner > '' AND open GROUP BY owner",
        (workspace_id,),
    )
    return Load.of(dict(rows))


@dataclass(slots=True)
class Neighbours:
    """The accounts of some leads, and whose the other leads of these accounts are."""

    accounts: dict[int, set[int]] = field(default_factory=dict)
    owners: dict[int, Counter[str]] = field(default_factory=dict)

    def of(self, lead: int, *, own: str = "") -> tuple[str, ...]:
        """Return who has other leads of a lead's accounts, those who have most first.

        ``own`` is whose the lead itself is: it does not count for them.
        """
        found: Counter[str] = Counter()
        for account in self.accounts.get(lead, ()):
            found += self.owners.get(account, Counter())
            if own:
                found[own] -= 1
        return tuple(sorted((+found), key=lambda owner: (-found[owner], owner)))

    def add(self, lead: int, owner: str) -> None:
        """Note that a lead was given to somebody."""
        for account in self.accounts.get(lead, ()):
            self.owners.setdefault(account, Counter())[owner] += 1


def neighbours_of(
    workspace_id: int, leads: Iterable[int], *, without: Collection[int] = ()
) -> Neighbours:
    """Return the neighbours of some leads, by the open leads of their accounts as last judged.

    ``without`` are leads that count for nobody.
    """
    condition, parameter = among("lead", leads)
    belonging = fetch(
        f"SELECT lead, account FROM ledger_belonging WHERE workspace_id = %s AND {condition}",
        (workspace_id, parameter),
    )
    found = Neighbours()
    for lead, account in belonging:
        found.accounts.setdefault(lead, set()).add(account)
    condition, parameter = among("b.account", {account for _, account in belonging})
    rows = fetch(
        "SELECT b.account, b.lead, s.owner FROM ledger_belonging b JOIN judging_state s"
        " ON s.workspace_id = b.workspace_id AND s.lead = b.lead"
        f" WHERE b.workspace_id = %s AND {condition} AND s.owner > '' AND s.open",
        (workspace_id, parameter),
    )
    for account, lead, owner in rows:
        if lead not in without:
            found.owners.setdefault(account, Counter())[owner.strip().lower()] += 1
    return found
