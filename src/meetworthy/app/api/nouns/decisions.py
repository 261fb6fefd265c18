"""What is decided and learned about a lead, told as facts; each kind by the scope that it needs."""

from __future__ import annotations

import uuid

from django.http import Http404
from ninja import Router, Schema
from pydantic import Field

from meetworthy.app.api.endpoint import Call, endpoint
from meetworthy.app.api.values import Asked, Line
from meetworthy.app.ids import id_of, tail_of
from meetworthy.app.judging.decide import decide
from meetworthy.app.ledger.append import OWN_SENDER
from meetworthy.app.ledger.load import fact_of, select
from meetworthy.app.ledger.models import Fact
from meetworthy.app.ledger.outcome import Outcome, Taken
from meetworthy.app.people.abilities import ability_to_tell
from meetworthy.app.people.access import Ability
from meetworthy.app.people.refusals import refuse
from meetworthy.model.fact import Value

from .found import lead_found

router = Router(tags=["decisions"])

_Value = str | bool | int | float
"""What a property may be; the kind says which, and refuses the rest."""


class Said(Asked):
    """What is decided or learned: the kind of fact, and what it says."""

    kind: Line = Field(examples=["lead.accepted"])
    properties: dict[str, _Value] = Field(default_factory=dict, max_length=100)


class Recorded(Schema):
    """What became of it: taken, or known because it was told before; and its public id."""

    state: Taken
    fact: uuid.UUID | None


@endpoint(
    router,
    "POST",
    "/leads/{uuid:lead}/decisions",
    needs=Ability.DECIDE,
    gives=Recorded,
    status=201,
)
def record_decision(call: Call, lead: uuid.UUID, said: Said) -> Recorded:
    """This will record what sales decides: accepted, rejected with a reason, qualified, contacted.

    Kinds: `lead.accepted`, `lead.rejected`, `lead.qualified`, `lead.disqualified`,
    `lead.recycled`, `lead.assigned`, `lead.snoozed`, `stage.decided`, `contact.made`,
    `opportunity.created`,
    `opportunity.won`, `opportunity.lost`.
    """
    return _record(call, lead, said, Ability.DECIDE)


@endpoint(
    router,
    "POST",
    "/leads/{uuid:lead}/assessments",
    needs=Ability.ASSESS,
    gives=Recorded,
    status=201,
)
def record_assessment(call: Call, lead: uuid.UUID, said: Said) -> Recorded:
    """This will record what was learned of a criterion: `criterion.assessed`, with its evidence."""
    return _record(call, lead, said, Ability.ASSESS)


@endpoint(
    router, "POST", "/leads/{uuid:lead}/meetings", needs=Ability.BOOK, gives=Recorded, status=201
)
def record_meeting(call: Call, lead: uuid.UUID, said: Said) -> Recorded:
    """This will record that a meeting was booked, moved, cancelled, held or missed."""
    return _record(call, lead, said, Ability.BOOK)


@endpoint(
    router,
    "POST",
    "/leads/{uuid:lead}/confirmations",
    needs=Ability.CONFIRM,
    gives=Recorded,
    status=201,
)
def record_confirmation(call: Call, lead: uuid.UUID, said: Said) -> Recorded:
    """This will record whether a meeting is, or was, worth taking: accepted, confirmed, declined.

    Refused to the key that booked the meeting, unless the definition allows it.
    """
    return _record(call, lead, said, Ability.CONFIRM)


@endpoint(
    router, "POST", "/leads/{uuid:lead}/doings", needs=Ability.RECORD, gives=Recorded, status=201
)
def record_doing(call: Call, lead: uuid.UUID, said: Said) -> Recorded:
    """This will record what a lead did or is: any kind that needs no other scope."""
    return _record(call, lead, said, Ability.RECORD)


class Retraction(Asked):
    """Which fact is taken back, by its public id."""

    fact: uuid.UUID


@endpoint(
    router,
    "POST",
    "/leads/{uuid:lead}/retractions",
    needs=Ability.DECIDE,
    gives=Recorded,
    status=201,
)
def record_retraction(call: Call, lead: uuid.UUID, said: Retraction) -> Recorded:
    """This will take a fact about a lead back; a merge that is taken back is undone."""
    found = lead_found(call, lead)
    number = tail_of(said.fact)
    rows = select(call.workspace.pk, "number = %s", (number,)) if number < 1 << 62 else []
    fact = fact_of(rows[0]) if rows else None
    if fact is None or fact.lead != found.number or id_of(fact.recorded_at, number) != said.fact:
        raise Http404
    taken = Said(kind="fact.retracted", properties={"sender": fact.sender, "fact": fact.id})
    return _record(call, lead, taken, Ability.DECIDE)


def _record(call: Call, lead: uuid.UUID, said: Said, ability: Ability) -> Recorded:
    found = lead_found(call, lead)
    needed = ability_to_tell(said.kind)
    if needed is not ability:
        cause = f"`{said.kind}` needs the scope `{needed.value}`, and is not told here."
        remedy = "docs/reference/api.md says which kinds are told where."
        refuse("kind_elsewhere", "body.kind", cause, remedy)
    properties: dict[str, Value] = dict(said.properties)
    outcome = decide(
        call.access,
        lead=found,
        kind=said.kind,
        properties=properties,
        at=call.at,
        fact_id=call.fact_id,
    )
    return Recorded(state=outcome.state, fact=_public(call, outcome))


def _public(call: Call, outcome: Outcome) -> uuid.UUID | None:
    """Return the public id of a fact just taken, or of the one that was known by this id."""
    rows = Fact.objects.filter(workspace=call.workspace)
    if outcome.number is None:
        rows = rows.filter(sender=OWN_SENDER, told_id=call.fact_id)
    else:
        rows = rows.filter(number=outcome.number)
    row = rows.values_list("recorded_at", "number").first()
    return None if row is None else id_of(*row)
