"""Random worlds as somebody outside would tell them: by aliases, in any order, in batches."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from meetworthy.app.ledger.append import append
from meetworthy.app.ledger.open import open_ledger
from meetworthy.app.ledger.outcome import Outcome
from meetworthy.app.people.models import Workspace
from meetworthy.model.fact import Fact
from meetworthy.model.told import Alias, Told
from property.scenarios import World


def make_workspace(slug: str = "drawn", *, live_since: int | None = None) -> Workspace:
    """Make a workspace with an empty ledger."""
    made = Workspace.objects.create(slug=slug, name=slug.title(), live_since=live_since)
    open_ledger(made.pk)
    return made


def told_of(world: World) -> list[Told]:
    """Return a world's facts as told, the first of each lead naming the account it starts in."""
    starts = [_started(world, lead) for lead in sorted(world.accounts)]
    return [*starts, *(_told(fact) for fact in world.facts)]


def tell(workspace: Workspace, told: Iterable[Told], *, at: int, size: int = 40) -> list[Outcome]:
    """Append facts in batches."""
    facts = list(told)
    outcomes: list[Outcome] = []
    for start in range(0, len(facts), size):
        batch = facts[start : start + size]
        outcomes += append(workspace.pk, batch, recorded_at=at + start, trusted=True)
    return outcomes


def _started(world: World, lead: int) -> Told:
    """Return a fact that says where a lead begins, and nothing that judging reads."""
    account = world.accounts[lead]
    first = min((f.occurred_at for f in world.facts if f.lead == lead), default=world.at)
    return Told(
        "lead.assigned",
        first,
        "meetings",
        f"start-{lead}",
        lead=(_lead(lead),),
        account=() if account is None else (_account(account),),
        properties={"owner": "yara"},
        content=f"start-{lead}".encode(),
    )


def _told(fact: Fact) -> Told:
    properties = dict(fact.properties)
    other = str(properties.pop("other", ""))
    return Told(
        fact.kind,
        fact.occurred_at,
        fact.sender,
        fact.id,
        lead=() if fact.lead is None else (_lead(fact.lead),),
        account=() if fact.account is None else (_account(fact.account),),
        visitor=None if fact.visitor is None else Alias("cookie", f"v{fact.visitor}"),
        other=(_lead(int(other)),) if other else (),
        date_only=fact.date_only,
        source=fact.source,
        campaign=fact.campaign,
        actor=fact.actor,
        properties=properties,
        content=msgspec.json.encode([fact.kind, fact.occurred_at, fact.id]),
    )


def _lead(number: int) -> Alias:
    return Alias("user", f"u{number}")


def _account(number: int) -> Alias:
    return Alias("company", f"c{number}")
