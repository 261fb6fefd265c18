"""Letters that a mail service hands on: ``POST /v1/mail/<source>``, as they came, signed.

The body is the letter itself (`message/rfc822`), signed as Standard Webhooks describes with the
secret of a source for incoming webhooks.
"""

from __future__ import annotations

import uuid

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from meetworthy.app.ingest.answers import no_key, refused
from meetworthy.app.ingest.models import Source
from meetworthy.connect.standard_webhooks import verify
from meetworthy.model.problem import Place, Problem
from meetworthy.model.time import instant_of

from .incoming import take_letter


@csrf_exempt  # the signature gives access; no cookie is looked at
def letter(request: HttpRequest, source: uuid.UUID) -> HttpResponse:
    """Take a letter that came in for a workspace; says what it was."""
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST"})
    received_at = instant_of(timezone.now())
    known = Source.objects.filter(
        uuid=source, form=Source.Form.WEBHOOK, disabled_at__isnull=True
    ).first()
    if known is None:
        return no_key()
    try:
        raw = request.body
    except RequestDataTooBig:
        cause = "The letter is larger than is taken."
        problem = Problem("body_large", Place("body"), cause, "Leave out what is attached.")
        return refused(problem, 413)
    message = verify(raw, request.headers, secrets=known.secrets, at=received_at, is_letter=True)
    if not isinstance(message, str):
        return refused(message[0], 401)
    came = take_letter(raw, at=received_at, workspace_id=known.workspace_id)
    return JsonResponse({"came": came.value})
