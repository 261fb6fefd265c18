"""Who has other leads of the same account, and how many open leads everybody has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from meetworthy.app.desk.inbox import LYING_AFTER
from meetworthy.app.ledger.sql import among, fetch
from meetworthy.handoff.routing.asking import Load


def load_of(workspace_id: int, *, at: int) -> Load:
    """Return how many open leads everybody has: those that need something of them now.

    What has been left lying for long is no work of today, and keeps nobody from new leads.
    """
    rows = fetch(
        "SELECT person, count(DISTINCT lead) FROM judging_need"
        " WHERE workspace_id = %s AND person > '' AND meeting = '' AND due_at > %s"
        " GROUP BY person",
        (workspace_id, at - LYING_AFTER),
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
    condition, parameter = among("account", {account for _, account in belonging})
    members = fetch(
        f"SELECT account, lead FROM ledger_belonging WHERE workspace_id = %s AND {condition}",
        (workspace_id, parameter),
    )
    owners = _owners(workspace_id, {lead for _, lead in members} - set(without))
    for account, lead in members:
        if lead in owners:
            found.owners.setdefault(account, Counter())[owners[lead]] += 1
    return found


def _owners(workspace_id: int, leads: Iterable[int]) -> dict[int, str]:
    """Return whose these leads are, of those that are open and somebody's.

    Looked up by lead and sorted out here: a condition on the owner would make SQLite go through
    all leads that have one.
    """
    condition, parameter = among("lead", leads)
    rows = fetch(
        f"SELECT lead, owner, open FROM judging_state WHERE workspace_id = %s AND {condition}",
        (workspace_id, parameter),
    )
    return {lead: owner.strip().lower() for lead, owner, is_open in rows if owner and is_open}
