"""Facts that the service itself records about leads: what people decide here, what rules do."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from meetworthy.app.definitions.timeline import timeline_of
from meetworthy.app.ids import new_id
from meetworthy.app.ledger.aliases import aliases_of
from meetworthy.app.ledger.append import OWN_SENDER, append
from meetworthy.app.ledger.outcome import Outcome
from meetworthy.app.operate.wake import wake
from meetworthy.definition.language import Definition
from meetworthy.facts.telling import read_fact
from meetworthy.model.fact import Value
from meetworthy.model.problem import Place, Problem, Refused
from meetworthy.model.time import moment_of
from meetworthy.model.told import Told


def tell(
    workspace_id: int,
    lead: int,
    kind: str,
    properties: Mapping[str, Value],
    *,
    actor: str | None,
    at: int,
    fact_id: str | None = None,
) -> Outcome:
    """Record a fact about a lead under the product's own name; it happens ``at``.

    ``actor`` is who did it: an address, or None for a rule.  ``fact_id`` makes it the same
    however often it is told.  Raises Refused for what can't be said so, and of who was erased.
    """
    definition = timeline_of(workspace_id)[-1]
    told = _told(workspace_id, definition, lead, kind, properties, actor, at, fact_id)
    with transaction.atomic():
        (outcome,) = append(workspace_id, [told], recorded_at=at, trusted=True)
        transaction.on_commit(lambda: wake("judging"))
    if outcome.problem is not None:
        raise Refused([outcome.problem])
    return outcome


def _told(
    workspace_id: int,
    definition: Definition,
    lead: int,
    kind: str,
    properties: Mapping[str, Value],
    actor: str | None,
    at: int,
    fact_id: str | None,
) -> Told:
    names = aliases_of(workspace_id, {lead})
    if not names:
        raise Refused([_nobody()])
    said = {
        "kind": kind,
        "id": fact_id or str(new_id()),
        "occurred_at": moment_of(at).isoformat(),
        "lead": {names[0].space: names[0].value},
        "actor": actor,
        "properties": dict(properties),
    }
    read = read_fact(
        {name: value for name, value in said.items() if value is not None},
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


def _nobody() -> Problem:
    cause = "This person was erased; nothing can be recorded about them."
    return Problem("erased", Place("lead"), cause, "If they come back, they are a new lead.")
