"""Forms before meetings, and whether an address can be written to."""

from __future__ import annotations

import uuid
from datetime import datetime

from ninja import Query, Router, Schema
from pydantic import Field

from meetworthy.app.api import cursors
from meetworthy.app.api.endpoint import Call, endpoint
from meetworthy.app.api.values import Asked, Ever, Instant, Line, Listed
from meetworthy.app.judging.one import judge_lead
from meetworthy.app.mail.contacts import check
from meetworthy.app.mail.suppressed import why_not_among
from meetworthy.app.people.access import Ability
from meetworthy.app.prequalify import sending
from meetworthy.app.prequalify.models import Form
from meetworthy.connect.contacts.finding import Checked, Result
from meetworthy.model.time import moment_of

from .found import lead_found, leads_named

router = Router(tags=["prequalifications"])


class FormOut(Schema):
    """A form that was sent to a lead, and what became of it; its answers are facts."""

    id: uuid.UUID
    lead: uuid.UUID
    state: str = Field(description="open, answered, lapsed, revoked, or unsent.")
    why: str = Field(description="Why it was not delivered, where it was not.")
    asked_by: str = Field(description="reply, booking, or hand.")
    version: int
    language: str
    sent_at: Instant
    expires_at: Instant
    reminded_at: Ever
    answered_at: Ever
    answers: int = Field(description="How often it was answered.")
    fits: bool | None


class FormPage(Schema):
    """Some forms, latest first; `next` is the cursor for older ones."""

    items: list[FormOut]
    next: str | None


@endpoint(
    router,
    "POST",
    "/leads/{uuid:lead}/prequalifications",
    needs=Ability.DECIDE,
    gives=FormOut,
    status=201,
)
def send_prequalification(call: Call, lead: uuid.UUID) -> FormOut:
    """This will send a lead the form of the definition; its letter leaves after a minute."""
    found = lead_found(call, lead)
    return _out(sending.send_form(call.access, found, at=call.at), found.uuid)


@endpoint(
    router,
    "DELETE",
    "/leads/{uuid:lead}/prequalifications",
    needs=Ability.DECIDE,
    gives=FormPage,
)
def withdraw_prequalification(call: Call, lead: uuid.UUID) -> FormPage:
    """This will take back a form sent by hand whose letter has not left; returns the lead's."""
    found = lead_found(call, lead)
    sending.take_back(call.access, found, at=call.at)
    rows = Form.objects.filter(workspace=call.workspace, lead=found.number).order_by("-pk")
    return FormPage(items=[_out(row, found.uuid) for row in rows], next=None)


class FormsAsked(Listed):
    """Which forms are wanted."""

    state: Line = Field("", examples=["open"])


@endpoint(router, "GET", "/prequalifications", needs=Ability.SEE, gives=FormPage)
def list_prequalifications(call: Call, asked: Query[FormsAsked]) -> FormPage:
    """This will list the forms that were sent, latest first."""
    rows = Form.objects.filter(workspace=call.workspace)
    if asked.state:
        rows = rows.filter(state=asked.state)
    place = cursors.place_of("prequalifications", call.workspace.pk, asked)
    items, more = cursors.newest_first(rows, asked, place, by="sent_at")
    leads = leads_named(call, [row.lead for row in items])
    return FormPage(items=[_out(row, leads[row.lead]) for row in items], next=more)


def _out(row: Form, lead: uuid.UUID) -> FormOut:
    return FormOut(
        id=row.uuid,
        lead=lead,
        state=row.state,
        why=row.why,
        asked_by=row.asked_by,
        version=row.version,
        language=row.language,
        sent_at=moment_of(row.sent_at),
        expires_at=moment_of(row.expires_at),
        reminded_at=_moment(row.reminded_at),
        answered_at=_moment(row.answered_at),
        answers=row.answers,
        fits=row.fits,
    )


def _moment(instant: int | None) -> datetime | None:
    return None if instant is None else moment_of(instant)


class ReasonOut(Schema):
    """One thing that was found of an address."""

    result: Result
    code: str
    said: str


class ContactOut(Schema):
    """Whether a lead can be written to."""

    address: str
    result: Result
    reasons: list[ReasonOut]
    suppressed: str = Field(description="Why they are not written to; empty where they may be.")


def _reasons(checked: Checked) -> list[ReasonOut]:
    return [ReasonOut(result=r.result, code=r.code, said=r.said) for r in checked.reasons]


@endpoint(router, "GET", "/leads/{uuid:lead}/contact", needs=Ability.SEE, gives=ContactOut)
def see_contact(call: Call, lead: uuid.UUID) -> ContactOut:
    """This will say whether a lead's address can be written to, and whether the lead may be.

    The domain is asked where the installation asks domains (`MEETWORTHY_CHECK_DOMAINS`).
    """
    seen = judge_lead(call.workspace.pk, lead_found(call, lead).number, at=call.at)
    address = seen.card.email if seen else ""
    checked = check(address, ask=True)
    why = why_not_among(seen.facts) if seen else ""
    return ContactOut(
        address=address,
        result=checked.result,
        reasons=_reasons(checked),
        suppressed=f"The lead {why}." if why else "",
    )


class AddressAsked(Asked):
    """Which address is to be checked."""

    address: Line = Field(examples=["sarah@example.com"])


@endpoint(router, "POST", "/contact-checks", needs=Ability.RECORD, gives=ContactOut, keyed=False)
def check_contact(call: Call, asked: AddressAsked) -> ContactOut:  # noqa: ARG001 - every verb has its call
    """This will check an address, of nobody in particular: nothing is kept or sent."""
    checked = check(asked.address, ask=True)
    return ContactOut(
        address=checked.address,
        result=checked.result,
        reasons=_reasons(checked),
        suppressed="",
    )
