"""Making again from the ledger what routing keeps: whose turn it is, and who was given what.

For a ledger that was restored without these tables.  Who was full when a turn was given is not
told, so a pool that is made again counts everybody whom the rule names and who was there; from
then on turns are fair again.
"""

from __future__ import annotations

from django.db import transaction

from meetworthy.app.definitions.timeline import timeline_of
from meetworthy.app.ledger.append import OWN_SENDER
from meetworthy.app.ledger.load import select, with_personal
from meetworthy.app.roster.read import roster_of
from meetworthy.definition.language import ACCOUNT_OWNER, RoutingRule, Turns
from meetworthy.handoff.routing.turns import Pool
from meetworthy.model.fact import Fact

from . import desk
from .models import Desk, Given
from .models import Turns as Kept
from .scenes import ASSIGNED, ROUTED
from .telling import Assignment


def rebuild(workspace_id: int) -> int:
    """Make a workspace's turns and what was given by rules again; returns how many were given."""
    with transaction.atomic():
        Desk.objects.select_for_update().get_or_create(workspace_id=workspace_id)
        Kept.objects.filter(workspace=workspace_id).delete()
        Given.objects.filter(workspace=workspace_id).delete()
        turns: dict[str, Pool] = {}
        told = _told_by_rules(workspace_id)
        for fact in told:
            _replay(workspace_id, fact, turns)
        desk.keep_turns(workspace_id, turns)
    return len(told)


def _told_by_rules(workspace_id: int) -> list[Fact]:
    where = f"kind = '{ASSIGNED}' AND sender = %s AND told_id LIKE %s ORDER BY number"
    rows = select(workspace_id, where, (OWN_SENDER, f"{ROUTED}:%"))
    return with_personal(workspace_id, rows)


def _replay(workspace_id: int, fact: Fact, turns: dict[str, Pool]) -> None:
    """Count one assignment, as far as it still says to whom: of who was erased it does not."""
    rule = _rule(workspace_id, str(fact.properties.get("rule", "")))
    owner, why = (str(fact.properties.get(name, "")) for name in ("owner", "why"))
    if rule is None or not owner or fact.lead is None:
        return
    by_turns = rule.by is Turns.WEIGHTED and rule.to != (ACCOUNT_OWNER,)
    given = Assignment(fact.lead, owner, rule.slug, why, fact.id, by_turns)
    desk.keep_given(workspace_id, [given], at=fact.occurred_at)
    if by_turns:
        roster = roster_of(workspace_id, at=fact.occurred_at)
        named = {one.email: one for word in rule.to for one in roster.named(word)}
        here = [
            one
            for _, one in sorted(named.items())
            if one.weight > 0 and one.absent_until(fact.occurred_at) is None
        ]
        if owner in named and named[owner] in here:
            turns.setdefault(rule.slug, Pool()).note(here, named[owner])


def _rule(workspace_id: int, slug: str) -> RoutingRule | None:
    """Return the rule of this slug in the latest version that has one."""
    versions = reversed(timeline_of(workspace_id))
    rules = (rule for version in versions for rule in version.routing.rules)
    return next((rule for rule in rules if rule.slug == slug), None)
