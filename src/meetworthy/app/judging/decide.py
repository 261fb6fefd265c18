"""What people decide and learn about a lead, recorded as facts."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from meetworthy.app.definitions.timeline import timeline_of
from meetworthy.app.ids import new_id
from meetworthy.app.ledger.aliases import aliases_of
from meetworthy.app.ledger.append import OWN_SENDER, append
from meetworthy.app.ledger.load import load
from meetworthy.app.ledger.models import Lead
from meetworthy.app.ledger.outcome import Outcome
from meetworthy.app.operate.wake import wake
from meetworthy.app.people.abilities import ability_to_tell
from meetworthy.app.people.access import Access
from meetworthy.definition.language import Definition
from meetworthy.facts.telling import read_fact
from meetworthy.model.fact import Value
from meetworthy.model.problem import Place, Problem, Refused
from meetworthy.model.time import moment_of
from meetworthy.model.told import Told

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

    ``fact_id`` makes it the same however often it is asked for.  Raises PermissionDenied for who
    may not tell this, and Refused for what can't be said so.
    """
    access.require(ability_to_tell(kind))
    definition = timeline_of(access.workspace.pk)[-1]
    _check_reason(definition, kind, properties)
    if kind in ("meeting.confirmed", "meeting.accepted"):
        _check_not_booker(access, definition, lead, properties)
    told = _told(access, definition, lead, kind, properties, at, fact_id)
    with transaction.atomic():
        (outcome,) = append(access.workspace.pk, [told], recorded_at=at, trusted=True)
        transaction.on_commit(lambda: wake("judging"))
    if outcome.problem is not None:
        raise Refused([outcome.problem])
    return outcome


def _told(
    access: Access,
    definition: Definition,
    lead: Lead,
    kind: str,
    properties: Mapping[str, Value],
    at: int,
    fact_id: str | None,
) -> Told:
    names = aliases_of(access.workspace.pk, {lead.number})
    if not names:
        raise Refused([_nobody()])
    said = {
        "kind": kind,
        "id": fact_id or str(new_id()),
        "occurred_at": moment_of(at).isoformat(),
        "lead": {names[0].space: names[0].value},
        "actor": access.actor,
        "properties": dict(properties),
    }
    read = read_fact(
        said,
        sender=OWN_SENDER,
        kinds=definition.kinds,
        received_at=at,
        place="fact",
        zone=definition.zone,
        currency=definition.currency,
    )
    if not isinstance(read, Told):
        raise Refused(read)
    return read


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


def _nobody() -> Problem:
    cause = "This person was erased; nothing can be recorded about them."
    return Problem("erased", Place("lead"), cause, "If they come back, they are a new lead.")
