"""What lists show of a lead beside its judgement: who it is, for whom, from where, whose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from meetworthy.app.ledger.sql import among, fetch
from meetworthy.model.fact import Fact

_LONGEST = 200  # characters of a text that lists show; chosen by eye


@dataclass(frozen=True, slots=True)
class Card:
    """Who a lead is, as far as anybody said."""

    name: str = ""
    email: str = ""
    title: str = ""
    company: str = ""
    domain: str = ""
    source: str = ""
    owner: str = ""
    first_at: int = 0
    last_at: int = 0


@dataclass(frozen=True, slots=True)
class Names:
    """The aliases of leads and accounts that cards show."""

    emails: dict[int, str]
    domains: dict[int, str]


def names_of(workspace_id: int, leads: Iterable[int], accounts: Iterable[int]) -> Names:
    """Return the e-mail addresses of leads, and the domains of accounts."""
    return Names(
        _aliases(workspace_id, "l", "email", leads),
        _aliases(workspace_id, "a", "domain", accounts),
    )


def _aliases(workspace_id: int, entity: str, space: str, numbers: Iterable[int]) -> dict[int, str]:
    condition, parameter = among("number", numbers)
    rows = fetch(
        "SELECT number, value FROM ledger_alias WHERE workspace_id = %s AND entity = %s"
        f" AND space = %s AND {condition} ORDER BY value DESC",
        (workspace_id, entity, space, parameter),
    )
    return dict(rows)


def card_of(facts: Iterable[Fact], *, email: str, domain: str) -> Card:
    """Return the card of a lead from its facts (in order of time): the last word on each holds."""
    said: dict[str, str] = {}
    firm: dict[str, str] = {}
    source, owner, first, last = "", "", 0, 0
    for fact in facts:
        if fact.lead is not None or fact.visitor is not None:
            first, last = first or fact.occurred_at, max(last, fact.occurred_at)
        source = source or fact.source or ""
        if fact.kind == "lead.described":
            said.update(_texts(fact))
        elif fact.kind == "account.described":
            firm.update(_texts(fact))
        elif fact.kind == "lead.assigned":
            owner = str(fact.properties.get("owner", ""))
    full = " ".join(filter(None, (said.get("first_name"), said.get("last_name"))))
    company = said.get("company") or said.get("company_name") or firm.get("name") or ""
    return Card(
        name=(said.get("name") or said.get("full_name") or full)[:_LONGEST],
        email=(said.get("email") or email)[:_LONGEST],
        title=(said.get("title") or said.get("job_title") or "")[:_LONGEST],
        company=(company or firm.get("company") or "")[:_LONGEST],
        domain=(firm.get("domain") or domain)[:_LONGEST],
        source=source[:_LONGEST],
        owner=owner[:_LONGEST],
        first_at=first,
        last_at=last,
    )


def _texts(fact: Fact) -> dict[str, str]:
    return {key: value for key, value in fact.properties.items() if isinstance(value, str)}
