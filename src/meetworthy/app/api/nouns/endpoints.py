"""Endpoints: the URLs that are told of effects, their secrets, and what was delivered."""

from __future__ import annotations

import uuid
from typing import Literal

from ninja import Query, Router, Schema
from pydantic import Field

from meetworthy.app.api import cursors
from meetworthy.app.api.endpoint import Call, endpoint
from meetworthy.app.api.values import Asked, Ever, Instant, Line, Listed, Moment
from meetworthy.app.outbox import endpoints
from meetworthy.app.outbox.message import MESSAGES
from meetworthy.app.outbox.models import Delivery, Endpoint
from meetworthy.app.people.access import Ability
from meetworthy.model.time import moment_of

from .found import found

router = Router(tags=["endpoints"])

_KINDS = f"Of effects; none is all. There are {', '.join(MESSAGES)}."


class EndpointOut(Schema):
    """A URL that is told of effects, without its secrets."""

    id: uuid.UUID
    url: str
    kinds: list[str] = Field(description=_KINDS)
    created_at: Instant
    disabled_at: Instant | None
    disabled_why: str
    failures: int = Field(description="In a row, of the endpoint as a whole.")


class EndpointSecret(Schema):
    """An endpoint with the secret that checks signatures, shown this once."""

    endpoint: EndpointOut
    secret: str


class EndpointPage(Schema):
    """Some endpoints, latest first."""

    items: list[EndpointOut]
    next: str | None


class NewEndpoint(Asked):
    """An endpoint to be made."""

    url: str = Field(min_length=1, max_length=500, pattern=r"^[^\x00]*$")
    kinds: list[Line] = Field(default_factory=list, max_length=40, description=_KINDS)


class Span(Asked):
    """A time, its end excluded."""

    since: Moment
    until: Moment


class Again(Schema):
    """How many messages are sent again."""

    messages: int


class DeliveriesAsked(Listed):
    """Which deliveries are wanted."""

    state: Literal["", "waiting", "delivered", "given up", "withdrawn"] = ""


class DeliveryOut(Schema):
    """One message on its way; `effect` is the message's id."""

    effect: uuid.UUID
    kind: str
    state: str
    attempts: int
    next_at: Ever
    answered: int | None = Field(description="The last HTTP status.")
    said: str
    delivered_at: Ever


class DeliveryPage(Schema):
    """Some deliveries, latest first."""

    items: list[DeliveryOut]
    next: str | None


@endpoint(router, "GET", "/endpoints", needs=Ability.SEE, gives=EndpointPage)
def list_endpoints(call: Call, asked: Query[Listed]) -> EndpointPage:
    """This will list the URLs that are told of effects."""
    rows = Endpoint.objects.filter(workspace=call.workspace)
    place = cursors.place_of("endpoints", call.workspace.pk, asked)
    items, more = cursors.newest_first(rows, asked, place)
    return EndpointPage(items=[_out(row) for row in items], next=more)


@endpoint(router, "GET", "/endpoints/{uuid:endpoint}", needs=Ability.SEE, gives=EndpointOut)
def see_endpoint(call: Call, endpoint: uuid.UUID) -> EndpointOut:
    """This will return one endpoint."""
    return _out(_found(call, endpoint))


@endpoint(router, "POST", "/endpoints", needs=Ability.MANAGE_DATA, gives=EndpointSecret, status=201)
def create_endpoint(call: Call, said: NewEndpoint) -> EndpointSecret:
    """This will have effects told to a URL from now on; the secret is shown this once."""
    made = endpoints.create_endpoint(
        call.workspace, url=said.url, kinds=said.kinds, by=call.by, at=call.moment
    )
    return EndpointSecret(endpoint=_out(made.endpoint), secret=made.secret)


@endpoint(
    router,
    "POST",
    "/endpoints/{uuid:endpoint}/rotate",
    needs=Ability.MANAGE_DATA,
    gives=EndpointSecret,
)
def rotate_endpoint(call: Call, endpoint: uuid.UUID) -> EndpointSecret:
    """This will sign with a new secret from now on; the old one goes on for a day."""
    row = _found(call, endpoint)
    secret = endpoints.rotate_secret(row, by=call.by, at=call.moment)
    return EndpointSecret(endpoint=_out(row), secret=secret)


@endpoint(
    router,
    "POST",
    "/endpoints/{uuid:endpoint}/disable",
    needs=Ability.MANAGE_DATA,
    gives=EndpointOut,
)
def disable_endpoint(call: Call, endpoint: uuid.UUID) -> EndpointOut:
    """This will send nothing more there; what waits goes on waiting."""
    row = _found(call, endpoint)
    why = f"{call.access.actor} disabled it."
    endpoints.disable_endpoint(row, why=why, by=call.by, at=call.moment)
    return _out(_found(call, endpoint))


@endpoint(
    router,
    "POST",
    "/endpoints/{uuid:endpoint}/enable",
    needs=Ability.MANAGE_DATA,
    gives=EndpointOut,
)
def enable_endpoint(call: Call, endpoint: uuid.UUID) -> EndpointOut:
    """This will send there again, first what has been waiting."""
    endpoints.enable_endpoint(_found(call, endpoint), by=call.by, at=call.moment)
    return _out(_found(call, endpoint))


@endpoint(
    router, "POST", "/endpoints/{uuid:endpoint}/replay", needs=Ability.MANAGE_DATA, gives=Again
)
def replay_endpoint(call: Call, endpoint: uuid.UUID, said: Span) -> Again:
    """This will tell an endpoint again what was recorded in a time, under the same ids."""
    row = _found(call, endpoint)
    count = endpoints.replay(row, since=said.since, until=said.until, by=call.by, at=call.moment)
    return Again(messages=count)


@endpoint(
    router, "POST", "/endpoints/{uuid:endpoint}/retry", needs=Ability.MANAGE_DATA, gives=Again
)
def retry_endpoint(call: Call, endpoint: uuid.UUID) -> Again:
    """This will try again what was given up for an endpoint."""
    row = _found(call, endpoint)
    return Again(messages=endpoints.replay_given_up(row, by=call.by, at=call.moment))


@endpoint(
    router,
    "GET",
    "/endpoints/{uuid:endpoint}/deliveries",
    needs=Ability.SEE,
    gives=DeliveryPage,
)
def list_deliveries(call: Call, endpoint: uuid.UUID, asked: Query[DeliveriesAsked]) -> DeliveryPage:
    """This will list what was, or is to be, told to an endpoint."""
    row = _found(call, endpoint)
    rows = Delivery.objects.filter(endpoint=row).select_related("effect")
    rows = rows.filter(state=asked.state) if asked.state else rows
    place = cursors.place_of("deliveries", call.workspace.pk, asked, endpoint)
    items, more = cursors.newest_first(rows, asked, place)
    return DeliveryPage(items=[_delivery(each) for each in items], next=more)


def _found(call: Call, endpoint: uuid.UUID) -> Endpoint:
    return found(Endpoint.objects.all(), call, endpoint)


def _out(row: Endpoint) -> EndpointOut:
    names = ("url", "kinds", "created_at", "disabled_at", "disabled_why", "failures")
    return EndpointOut(id=row.uuid, **{name: getattr(row, name) for name in names})


def _delivery(row: Delivery) -> DeliveryOut:
    names = ("state", "attempts", "answered", "said", "delivered_at")
    is_waiting = row.state == Delivery.State.WAITING
    return DeliveryOut(
        effect=row.effect.uuid,
        kind=row.effect.kind,
        next_at=moment_of(row.next_at) if is_waiting else None,
        **{name: getattr(row, name) for name in names},
    )
