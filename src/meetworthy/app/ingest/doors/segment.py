"""Segment's HTTP tracking API: ``POST /v1/track`` and its siblings, batches, settings."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from meetworthy.app.ingest.answers import no_key, opened_to_browsers, preflight, refused
from meetworthy.app.ingest.bodies import read_body
from meetworthy.app.ingest.models import Source
from meetworthy.app.ingest.sources import key_in_header, source_of
from meetworthy.app.ingest.taking import put_body_aside, reading_for, take
from meetworthy.connect.reading import Placed, Reading
from meetworthy.connect.segment.limits import BATCH, LARGEST_BATCH, LARGEST_CALL, PATHS
from meetworthy.connect.segment.read import alone, read_batch, read_event
from meetworthy.model.time import instant_of


@csrf_exempt  # the key gives access; no cookie is looked at
def call(request: HttpRequest, path: str) -> HttpResponse:
    """Take one call or a batch."""
    if request.method == "OPTIONS":
        return preflight()
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST, OPTIONS"})
    return opened_to_browsers(request, _take(request, PATHS[path]))


def _take(request: HttpRequest, named: str) -> HttpResponse:
    received_at = instant_of(timezone.now())
    body = read_body(request, largest=LARGEST_BATCH if named == BATCH else LARGEST_CALL)
    said = body.said if isinstance(body.said, dict) else {}
    source = source_of(key_in_header(request) or str(said.get("writeKey", "")))
    if source is None or source.form != Source.Form.SEGMENT:
        return no_key()
    if body.problem is not None:
        put_body_aside(source, body.raw, body.problem, received_at=received_at)
        return refused(body.problem, body.status)
    reading = reading_for(source, received_at=received_at)
    if named == BATCH:
        items = read_batch(said, reading, size=len(body.raw))
        batch = said.get("batch")
        bodies = [alone(item, said) for item in batch] if isinstance(batch, list) else [said]
        return take(source, items, bodies, received_at=received_at)
    whole = {"type": named, **said}
    return take(source, _one(body.said, reading, named), [whole], received_at=received_at)


def _one(said: object, reading: Reading, named: str) -> Placed:
    read = read_event(
        said,
        sender=reading.sender,
        received_at=reading.received_at,
        kinds=reading.kinds,
        names=reading.names,
        public=reading.public,
        call=named,
        fallback_id=None if reading.fallback_id is None else reading.fallback_id(0),
    )
    return [("event", read)]


@csrf_exempt  # no cookie is looked at
def settings(request: HttpRequest, key: str) -> HttpResponse:
    """Return what Segment's browser library asks for before it sends: where to send to."""
    if request.method == "OPTIONS":
        return preflight()
    if request.method not in ("GET", "HEAD"):
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD, OPTIONS"})
    source = source_of(key)
    if source is None or source.form != Source.Form.SEGMENT or not source.public:
        return opened_to_browsers(request, no_key())
    host = f"{request.get_host()}/v1"
    integration = {"apiKey": key, "apiHost": host, "protocol": request.scheme, "type": "server"}
    plan = {"track": {"__default": {"enabled": True, "integrations": {}}}, "identify": {}}
    return opened_to_browsers(
        request,
        JsonResponse(
            {"integrations": {"Segment.io": integration}, "plan": plan, "edgeFunction": {}}
        ),
    )
