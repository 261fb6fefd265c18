"""Facts in plain JSON: ``POST /v1/facts``, one fact or ``{"facts": [...]}``."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from meetworthy.app.ingest.answers import no_key, refused
from meetworthy.app.ingest.bodies import read_body
from meetworthy.app.ingest.models import Source
from meetworthy.app.ingest.sources import key_in_header, source_of
from meetworthy.app.ingest.taking import facts_in, put_body_aside, reading_for, take
from meetworthy.connect.json_facts import LARGEST_FACTS, read_facts
from meetworthy.model.time import instant_of


@csrf_exempt  # the key gives access; no cookie is looked at
def call(request: HttpRequest) -> HttpResponse:
    """Take facts of a source that speaks plain JSON."""
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST"})
    received_at = instant_of(timezone.now())
    source = source_of(key_in_header(request) or "")
    if source is None or source.form != Source.Form.JSON:
        return no_key()
    body = read_body(request, largest=LARGEST_FACTS)
    if body.problem is not None:
        put_body_aside(source, body.raw, body.problem, received_at=received_at)
        return refused(body.problem, body.status)
    items = read_facts(body.said, reading_for(source, received_at=received_at))
    return take(source, items, facts_in(body.said), received_at=received_at)
