"""What people decide and learn about a lead, recorded as facts."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from meetworthy.app.definitions.timeline import timeline_of
from meetworthy.app.ledger.append import OWN_SENDER
from meetworthy.app.ledger.load import load
from meetworthy.app.ledger.models import Fact, Lead
from meetworthy.app.ledger.outcome import Outcome
from meetworthy.app.ledger.sql import is_postgresql
from meetworthy.app.people.abilities import ability_to_tell
from meetworthy.app.people.access import Access
from meetworthy.definition.language import Definition
from meetworthy.model.fact import Value
from meetworthy.model.problem import Place, Problem, Refused

from .standing import refuse_what_was_decided
from .tell import tell
from .work import judge_now, lock

LEAVING = frozenset({"lead.rejected", "lead.disqualified", "lead.recycled", "opportunity.lost"})
"""Kinds that carry one of the definition's reasons."""


def decide(
    access: Access,
    *,
    lead: Lead,
    kind: str,
    properties: Mapping[str, Value],
    at: int,
    fact_id: str | None = None,
) -> Outcome:
    """Record what somebody decided or learned about a lead; returns what became of the fact.

    The lead is judged by it before this returns.  Two who decide the same at once wait for each
    other, and the second is refused with who was first.  ``fact_id`` makes it the same however
    often it is asked for.  Raises PermissionDenied for who may not tell this, and Refused for
    what can't be said so.
    """
    access.require(ability_to_tell(kind))
    workspace_id = access.workspace.pk
    definition = timeline_of(workspace_id)[-1]
    _check_reason(definition, kind, properties)
    if kind in ("meeting.confirmed", "meeting.accepted"):
        _check_not_booker(access, definition, lead, properties)
    with transaction.atomic():
        if is_postgresql():
            lock(workspace_id, {lead.number})
        if not _is_known(workspace_id, fact_id):
            refuse_what_was_decided(access, lead, kind, properties, at=at)
        outcome = tell(
            workspace_id,
            lead.number,
            kind,
            properties,
            actor=access.actor,
            at=at,
            fact_id=fact_id,
        )
        judge_now(workspace_id, {lead.number}, at=at)
    return outcome


def _is_known(workspace_id: int, fact_id: str | None) -> bool:
    told = Fact.objects.filter(workspace=workspace_id, sender=OWN_SENDER, told_id=fact_id)
    return fact_id is not None and told.exists()


def _check_reason(definition: Definition, kind: str, properties: Mapping[str, Value]) -> None:
    """Refuse a lead's leaving without one of the definition's reasons."""
    if kind not in LEAVING:
        return
    said = str(properties.get("reason", ""))
    known = {name for reason in definition.reasons.values() for name in (reason.slug, reason.label)}
    if said not in known:
        listed = ", ".join(reason.label for reason in definition.reasons.values()) or "none"
        cause = f"“{said}” is no reason of the definition." if said else "A reason is missing."
        place = Place("fact", None, "reason")
        raise Refused([Problem("reason_unknown", place, cause, f"Give one of: {listed}.")])


def _check_not_booker(
    access: Access, definition: Definition, lead: Lead, properties: Mapping[str, Value]
) -> None:
    """Refuse a meeting's confirmation by who booked it, unless the definition allows it."""
    if any(s.meeting is not None and s.meeting.self_confirmation for s in definition.stages):
        return
    meeting = properties.get("meeting")
    booked_by = {
        fact.actor
        for fact in load(access.workspace.pk, [lead.number]).facts
        if fact.kind == "meeting.booked" and fact.properties.get("meeting") == meeting
    }
    if access.actor in booked_by:
        cause = "Who booked a meeting can't say that it was worth taking."
        remedy = "Let the salesperson who took it confirm it."
        raise Refused([Problem("own_meeting", Place("fact", None, "actor"), cause, remedy)])
