"""Accounts: who else is at the same company."""

from __future__ import annotations

import uuid

from ninja import Query, Router, Schema

from meetworthy.app.api import cursors
from meetworthy.app.api.endpoint import Call, endpoint
from meetworthy.app.api.values import Instant, Listed
from meetworthy.app.judging.models import LeadState
from meetworthy.app.ledger.models import Account, Alias, Belonging, Entity, Lead
from meetworthy.app.people.access import Ability
from meetworthy.model.time import moment_of

from .found import found
from .leads import LeadPage, ListedLead, StateOut

router = Router(tags=["accounts"])


class AliasOut(Schema):
    """A name from outside."""

    space: str
    value: str


class AccountOut(Schema):
    """A company, by the names that it is known by."""

    id: uuid.UUID
    created_at: Instant
    names: list[AliasOut]


@endpoint(router, "GET", "/accounts/{uuid:account}", needs=Ability.SEE, gives=AccountOut)
def see_account(call: Call, account: uuid.UUID) -> AccountOut:
    """This will return an account with the names that it is known by."""
    row = found(Account.objects.all(), call, account)
    names = Alias.objects.filter(
        workspace=call.workspace, entity=Entity.ACCOUNT, number=row.number
    ).order_by("space", "value")
    return AccountOut(
        id=row.uuid,
        created_at=moment_of(row.created_at),
        names=[AliasOut(space=name.space, value=name.value) for name in names],
    )


@endpoint(router, "GET", "/accounts/{uuid:account}/leads", needs=Ability.SEE, gives=LeadPage)
def list_leads_of_account(call: Call, account: uuid.UUID, asked: Query[Listed]) -> LeadPage:
    """This will list the leads that belong, or once belonged, to an account, newest first."""
    row = found(Account.objects.all(), call, account)
    place = cursors.place_of("leads of account", call.workspace.pk, asked, account)
    last = cursors.read(place, asked.cursor)
    members = Belonging.objects.filter(workspace=call.workspace, account=row.number)
    judged = LeadState.objects.filter(
        workspace=call.workspace, lead__in=members.values("lead")
    ).order_by("-lead")
    if last is not None:
        judged = judged.filter(lead__lt=last[0])
    states = list(judged[: asked.limit + 1])
    more, states = len(states) > asked.limit, states[: asked.limit]
    leads = Lead.objects.filter(workspace=call.workspace, number__in=[s.lead for s in states])
    by_number = {lead.number: lead for lead in leads}
    return LeadPage(
        items=[_listed(by_number[state.lead], state) for state in states],
        next=cursors.write(place, [states[-1].lead]) if more else None,
    )


def _listed(lead: Lead, state: LeadState) -> ListedLead:
    return ListedLead(
        id=lead.uuid, erased=lead.erased_at is not None, state=StateOut.from_orm(state)
    )
