"""Leads: the list with the filters of the page, and where one lead stands."""

from __future__ import annotations

import uuid
from hashlib import blake2b
from typing import Annotated, Any, Literal

from ninja import Query, Router, Schema
from pydantic import BeforeValidator, Field

from meetworthy.app.api import cursors
from meetworthy.app.api.endpoint import Call, Tagged, endpoint
from meetworthy.app.api.values import Ever, Instant, Line, Listed, Moment, Pass
from meetworthy.app.judging import listing
from meetworthy.app.judging.models import LeadState
from meetworthy.app.ledger.models import Lead
from meetworthy.app.people.access import Ability
from meetworthy.model.time import instant_of, moment_of

from .found import lead_found, leads_named

router = Router(tags=["leads"])

_Words = Annotated[list[Line], Field(default_factory=list, max_length=50)]
_Score = Annotated[float, Field(ge=-1e9, le=1e9, allow_inf_nan=False)]


class LeadsAsked(Listed):
    """Which leads are wanted; all that is given must hold, any of several values of one word."""

    q: Line = Field("", description="Words of name, e-mail address, company or domain.")
    stage: _Words
    source: _Words
    owner: _Words
    verdict: Annotated[list[Literal["sql", "mql", "cold"]], Field(default_factory=list)]
    open: bool | None = Field(None, description="Whether the pass goes on.")
    in_review: bool = Field(False, description="Only those that wait for sales' review.")
    high_intent: bool = Field(False, description="Only those with a fact of high intent.")
    missing: Line = Field("", description="A criterion that an SQL still needs.")
    unknown: Line = Field("", description="A criterion nobody has asked about.")
    score_from: _Score | None = None
    score_to: _Score | None = None
    active_since: Moment | None = Field(None, description="With a fact since then.")
    idle_since: Moment | None = Field(None, description="Without any fact since then.")
    order: listing.Order = Field(
        listing.Order.SCORE,
        description="Highest score, latest activity, or newest lead first.",
    )


def _split(value: Any) -> Any:
    return value.split() if isinstance(value, str) else value


def _split_lines(value: Any) -> Any:
    return value.splitlines() if isinstance(value, str) else value


_Split = Annotated[list[str], BeforeValidator(_split)]
_Lines = Annotated[list[str], BeforeValidator(_split_lines)]


class StateOut(Schema):
    """Where a lead stands as last judged."""

    judged_at: Instant
    version: int | None
    motion: str
    pass_number: Pass
    open: bool
    stage: str
    stage_since: Ever
    reason: str
    score: float
    score_low: float = Field(description="If all that is unknown spoke against the lead.")
    score_high: float = Field(description="If all that is unknown spoke for the lead.")
    high_intent: int
    verdict: str
    missing: _Split
    unknown: _Split
    next_question: str
    falls_under_at: Ever
    in_review: bool
    warnings: _Lines
    first_at: Ever
    last_at: Ever
    source: str
    owner: str
    name: str
    email: str
    title: str
    company: str
    domain: str


class LeadOut(Schema):
    """A lead; without a state where it was not judged yet, or is part of another."""

    id: uuid.UUID
    created_at: Instant
    erased: bool
    merged_into: uuid.UUID | None
    state: StateOut | None


class ListedLead(Schema):
    """A lead of a list."""

    id: uuid.UUID
    erased: bool
    state: StateOut


class LeadPage(Schema):
    """Some leads; `next` is the cursor for more, null at the end."""

    items: list[ListedLead]
    next: str | None


@endpoint(router, "GET", "/leads", needs=Ability.SEE, gives=LeadPage)
def list_leads(call: Call, asked: Query[LeadsAsked]) -> LeadPage:
    """This will list leads in an order, filtered, a page at a time."""
    place = cursors.place_of("leads", call.workspace.pk, asked)
    last = cursors.read(place, asked.cursor)
    after = None if last is None else listing.Cursor(float(last[0]), int(last[1]))
    page = listing.page_of(call.workspace.pk, _question(asked), after=after, size=asked.limit)
    later = page.later
    return LeadPage(
        items=[
            ListedLead(id=r.uuid, erased=r.erased, state=StateOut.from_orm(r)) for r in page.rows
        ],
        next=None if later is None else cursors.write(place, [later.value, later.lead]),
    )


@endpoint(router, "GET", "/leads/{uuid:lead}", needs=Ability.SEE, gives=LeadOut, tagged=True)
def see_lead(call: Call, lead: uuid.UUID) -> Tagged:
    """This will say where a lead stands as last judged; its tag changes when it is judged anew."""
    found = lead_found(call, lead)
    state = LeadState.objects.filter(workspace=call.workspace, lead=found.number).first()
    said = LeadOut(
        id=found.uuid,
        created_at=moment_of(found.created_at),
        erased=found.erased_at is not None,
        merged_into=leads_named(call, [found.merged_into]).get(found.merged_into or 0),
        state=None if state is None else StateOut.from_orm(state),
    )
    return Tagged(said, _tag(found, state))


def _question(asked: LeadsAsked) -> listing.Asked:
    same = ("stage", "source", "owner", "verdict")
    since = (asked.active_since, asked.idle_since)
    active, idle = (None if moment is None else instant_of(moment) for moment in since)
    return listing.Asked(
        text=asked.q,
        **{name: tuple(getattr(asked, name)) for name in same},
        open=asked.open,
        in_review=asked.in_review,
        high_intent=asked.high_intent,
        missing=asked.missing,
        unknown=asked.unknown,
        score_from=asked.score_from,
        score_to=asked.score_to,
        active_since=active,
        idle_since=idle,
        order=asked.order,
    )


def _tag(lead: Lead, state: LeadState | None) -> str:
    known = None if state is None else (state.through, state.judged_at)
    said = f"{lead.uuid} {known} {lead.merged_into} {lead.erased_at}"
    return blake2b(said.encode(), digest_size=12).hexdigest()
