"""Erasing a person on request: what identifies them goes for good, counts stay."""

from __future__ import annotations

import uuid
from typing import Literal

from ninja import Router, Schema
from pydantic import Field

from meetworthy.app.api.endpoint import Call, endpoint
from meetworthy.app.api.values import Asked
from meetworthy.app.ledger.erase import erase
from meetworthy.app.people.access import Ability

from .found import lead_found, leads_named

router = Router(tags=["leads"])


class Erasure(Asked):
    """That it is meant: there is no way back."""

    confirm: Literal["erase this person"]


class Erased(Schema):
    """The leads that were this person."""

    leads: list[uuid.UUID] = Field(description="With those merged with it.")


@endpoint(router, "POST", "/leads/{uuid:lead}/erasure", needs=Ability.ERASE, gives=Erased)
def erase_person(call: Call, lead: uuid.UUID, said: Erasure) -> Erased:  # noqa: ARG001 - it is read
    """This will erase the person that a lead is: what identifies them goes, what happened counts.

    A lead that was erased already stays so.
    """
    found = lead_found(call, lead)
    if found.erased_at is not None:
        return Erased(leads=[found.uuid])
    gone = erase(workspace=call.workspace, lead=found.number, by=call.by, at=call.at)
    return Erased(leads=sorted(leads_named(call, gone).values()))
