"""Recording what became of an attempt: of the delivery, and of its endpoint."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from meetworthy.model.time import moment_of

from .models import Delivery, Endpoint
from .schedule import PATIENCE, asked_pause, pause_after, rest_after
from .send import Answer

GONE = 410
TOO_MANY = 429
LONGEST_SAID = 500
"""Characters kept of what was answered; chosen by eye."""


@transaction.atomic
def record(delivery: int, endpoint: int, attempts: int, answer: Answer, *, at: int) -> str:
    """Record an attempt; returns ``delivered``, ``failed`` or ``given up``."""
    change = {"answered": answer.status, "said": answer.said[:LONGEST_SAID]}
    mine = Delivery.objects.filter(pk=delivery)
    _note_endpoint(endpoint, answer, at)
    if answer.is_taken:
        mine.update(**change, state=Delivery.State.DELIVERED, delivered_at=at)
        return "delivered"
    pause = None if answer.is_ours else pause_after(attempts)
    waiting = mine.filter(state=Delivery.State.WAITING)  # one sent twice may have been taken once
    if pause is None:
        waiting.update(**change, state=Delivery.State.GIVEN_UP)
        return "given up"
    waiting.update(**change, next_at=at + max(pause, asked_pause(answer.retry_after)))
    return "failed"


def _note_endpoint(endpoint: int, answer: Answer, at: int) -> None:
    """Let an endpoint rest that fails as a whole; disable one that is gone, or long silent.

    A message that is refused (4xx) says something about the message, and the others go on.
    """
    mine = Endpoint.objects.filter(pk=endpoint, disabled_at=None)
    if answer.is_taken:
        mine.exclude(failures=0).update(failures=0, failing_since=None, paused_until=0)
        return
    if answer.status == GONE:
        _disable(endpoint, "It answered 410 Gone.", at)
        return
    if answer.is_ours or not _is_down(answer):
        return
    found = mine.values_list("failures", "failing_since", "paused_until").first()
    if found is None:
        return
    failures, since, paused_until = found
    if since is not None and at - since > PATIENCE:
        _disable(endpoint, f"It has taken nothing since {moment_of(since):%Y-%m-%d %H:%M} UTC.", at)
        return
    rest = max(rest_after(failures + 1), asked_pause(answer.retry_after))
    mine.update(
        failures=F("failures") + 1,
        failing_since=at if since is None else since,
        paused_until=max(paused_until, at + rest),
    )


def _is_down(answer: Answer) -> bool:
    return answer.status is None or answer.status >= 500 or answer.status == TOO_MANY


def _disable(endpoint: int, why: str, at: int) -> None:
    Endpoint.objects.filter(pk=endpoint, disabled_at=None).update(
        disabled_at=moment_of(at), disabled_why=why
    )
