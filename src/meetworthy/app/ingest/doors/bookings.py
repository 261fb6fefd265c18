"""Booking systems' webhooks: ``POST /v1/calcom/<source>`` and ``POST /v1/calendly/<source>``.

Each is signed with the source's own secret.  What nobody can read is put aside once it is known
who sent it; what is sent again tells the same facts, under the same ids, at their own time.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from meetworthy.app.ingest.answers import no_key, refused
from meetworthy.app.ingest.bodies import Body, read_body
from meetworthy.app.ingest.models import Source
from meetworthy.app.ingest.no_shows import is_about_no_shows, settle_no_shows, without_strangers
from meetworthy.app.ingest.taking import put_body_aside, reading_for, take
from meetworthy.connect.calcom import read as read_calcom
from meetworthy.connect.calcom import signature as calcom_signature
from meetworthy.connect.calendly import read as read_calendly
from meetworthy.connect.calendly import signature as calendly_signature
from meetworthy.connect.reading import Placed, Reading
from meetworthy.model.problem import Problem
from meetworthy.model.time import instant_of

LARGEST = 512 * 1024
"""Bytes of one message; chosen by eye, many times the longest that either system publishes."""


@csrf_exempt  # the signature gives access; no cookie is looked at
def calcom(request: HttpRequest, source: uuid.UUID) -> HttpResponse:
    """Take what Cal.com tells of a booking."""

    def check(body: bytes, known: Source, _at: int) -> list[Problem]:
        signed = request.headers.get(calcom_signature.HEADER, "")
        return calcom_signature.verify(body, signed, secrets=known.secrets)

    return _call(request, source, Source.Form.CALCOM, check, read_calcom.read_body)


@csrf_exempt  # as above
def calendly(request: HttpRequest, source: uuid.UUID) -> HttpResponse:
    """Take what Calendly tells of an invitee."""

    def check(body: bytes, known: Source, at: int) -> list[Problem]:
        signed = request.headers.get(calendly_signature.HEADER, "")
        return calendly_signature.verify(body, signed, secrets=known.secrets, at=at)

    return _call(request, source, Source.Form.CALENDLY, check, read_calendly.read_body)


def _call(
    request: HttpRequest,
    public: uuid.UUID,
    form: Source.Form,
    check: Callable[[bytes, Source, int], list[Problem]],
    read: Callable[[object, Reading], Placed],
) -> HttpResponse:
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST"})
    received_at = instant_of(timezone.now())
    body = read_body(request, largest=LARGEST)
    known = (
        Source.objects.select_related("workspace")
        .filter(uuid=public, form=form, disabled_at__isnull=True)
        .first()
    )
    if known is None:
        return no_key()
    if body.status == 413 and body.problem is not None:
        return refused(body.problem, body.status)
    wrong = check(body.raw, known, received_at)
    if wrong:
        return refused(wrong[0], 401)
    return _take(known, body, read, received_at)


def _take(
    known: Source, body: Body, read: Callable[[object, Reading], Placed], received_at: int
) -> HttpResponse:
    if body.problem is not None:
        put_body_aside(known, body.raw, body.problem, received_at=received_at)
        return refused(body.problem, body.status)
    items = read(body.said, reading_for(known, received_at=received_at))
    if not is_about_no_shows(items):
        return take(known, items, [body.said] * len(items), received_at=received_at)
    items = without_strangers(known.workspace_id, items)
    answer = take(known, items, [body.said] * len(items), received_at=received_at)
    settle_no_shows(known.workspace_id, items, at=received_at)
    return answer
