"""Signed webhooks: ``POST /v1/webhooks/<source>``, by Standard Webhooks, facts as plain JSON."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from meetworthy.app.ingest.answers import no_key, refused
from meetworthy.app.ingest.bodies import read_body
from meetworthy.app.ingest.models import Source
from meetworthy.app.ingest.taking import facts_in, put_body_aside, reading_for, take
from meetworthy.connect.json_facts import LARGEST_FACTS, named, read_facts
from meetworthy.connect.standard_webhooks import verify
from meetworthy.model.time import instant_of


@csrf_exempt  # the signature gives access; no cookie is looked at
def call(request: HttpRequest, source: uuid.UUID) -> HttpResponse:
    """Take facts that a sender signed; a fact without an id is named by the message's."""
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST"})
    received_at = instant_of(timezone.now())
    known = (
        Source.objects.select_related("workspace")
        .filter(uuid=source, form=Source.Form.WEBHOOK, disabled_at__isnull=True)
        .first()
    )
    body = read_body(request, largest=LARGEST_FACTS)
    if known is None:
        return no_key()
    if body.status == 413 and body.problem is not None:
        return refused(body.problem, body.status)
    message = verify(body.raw, request.headers, secrets=known.secrets, at=received_at)
    if not isinstance(message, str):
        return refused(message[0], 401)
    if body.problem is not None:
        put_body_aside(known, body.raw, body.problem, received_at=received_at)
        return refused(body.problem, body.status)
    reading = reading_for(known, received_at=received_at)
    items = read_facts(body.said, reading, message_id=message)
    bodies = [named(fact, message, place) for place, fact in enumerate(facts_in(body.said))]
    return take(known, items, bodies, received_at=received_at)
