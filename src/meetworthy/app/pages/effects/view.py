"""The webhooks page, and one endpoint with what was delivered to it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from meetworthy.app.ledger.models import Lead
from meetworthy.app.outbox.message import MESSAGES
from meetworthy.app.outbox.models import Delivery, Endpoint
from meetworthy.app.pages.data.tabs import tabs_of
from meetworthy.app.pages.lead.timeline import kind_text
from meetworthy.app.pages.shell import page
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.model.time import instant_of

_SHOWN = 50
"""Deliveries on a page; chosen by eye."""

KINDS = [(kind, kind_text(kind)) for kind in MESSAGES]
"""What can be told: the kind as messages name it, and in words."""

_STATES = {state.value: state for state in Delivery.State}


@dataclass(frozen=True, slots=True)
class Sent:
    """A delivery as shown: of which effect, to do with which lead."""

    of: Delivery
    lead: uuid.UUID | None


@inside(Ability.SEE)
def endpoints(request: HttpRequest, access: Access) -> HttpResponse:
    """Show the endpoints, what each is told, and whether it listens."""
    now = timezone.now()
    rows = list(
        Endpoint.objects.filter(workspace=access.workspace)
        .select_related("by")
        .order_by("disabled_at", "-created_at")
    )
    waiting = dict(
        Delivery.objects.filter(endpoint__in=rows, state=Delivery.State.WAITING)
        .values_list("endpoint")
        .annotate(Count("pk"))
        .order_by()
    )
    context = {
        "rows": [(one, waiting.get(one.pk, 0)) for one in rows],
        "may_manage": access.may(Ability.MANAGE_DATA),
        "tabs": tabs_of(access, "endpoints"),
        "own_keys": (("n", "new endpoint"),) if access.may(Ability.MANAGE_DATA) else (),
    }
    return page(request, access, "effects/endpoints.html", context, section="data", now=now)


@inside(Ability.SEE)
def endpoint(request: HttpRequest, access: Access, endpoint: uuid.UUID) -> HttpResponse:
    """Show one endpoint: what it is told, whether it listens, the latest deliveries."""
    return show(request, access, endpoint_of(access, endpoint))


def show(
    request: HttpRequest, access: Access, found: Endpoint, *, secret: str = ""
) -> HttpResponse:
    """Render an endpoint; ``secret`` is one just made, which is shown this once."""
    now, state = timezone.now(), request.GET.get("state", "")
    sent = Delivery.objects.filter(endpoint=found).select_related("effect")
    if state in _STATES:
        sent = sent.filter(state=state)
    context = {
        "one": found,
        "secret": secret,
        "kinds": [kind_text(kind) for kind in found.kinds],
        "is_resting": found.paused_until > instant_of(now),
        "state": state,
        "states": list(_STATES),
        "sent": _with_leads(access, sent.order_by("-pk")[:_SHOWN]),
        "given_up": Delivery.objects.filter(endpoint=found, state=Delivery.State.GIVEN_UP).count(),
        "may_manage": access.may(Ability.MANAGE_DATA),
        "tabs": tabs_of(access, "endpoints"),
    }
    answer = page(request, access, "effects/endpoint.html", context, section="data", now=now)
    if secret:
        answer["Cache-Control"] = "no-store"
    return answer


def endpoint_of(access: Access, public: uuid.UUID) -> Endpoint:
    """Return an endpoint of the workspace; raises Http404 for any other."""
    found = Endpoint.objects.filter(workspace=access.workspace, uuid=public).first()
    if found is None:
        raise Http404
    return found


def _with_leads(access: Access, sent: Iterable[Delivery]) -> list[Sent]:
    rows = list(sent)
    numbers = {one.effect.lead for one in rows}
    known = dict(
        Lead.objects.filter(workspace=access.workspace, number__in=numbers).values_list(
            "number", "uuid"
        )
    )
    return [Sent(one, known.get(one.effect.lead)) for one in rows]
