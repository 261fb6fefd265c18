"""Writes under an idempotency key: however often one is sent, it is done once and answered alike.

The key's row is made first, alone; what the verb writes commits together with its answer.  So a
row without an answer says that nothing was done yet: it is under way, or whoever did it was
killed, and then after a while somebody else does it.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from meetworthy.app.people.access import Access
from meetworthy.model.problem import Place, Problem, Refused
from meetworthy.model.time import moment_of

from .models import Answered
from .problems import MEDIA_TYPE, Stopped, refused, stop

KEPT = timedelta(days=30)
"""How long an answer is kept; chosen by eye, above what anybody goes on trying."""

SILENT = timedelta(minutes=1)
"""After so long without an answer, whoever was at it is taken for dead; chosen by eye."""

_RETRY_SECONDS = 2
_MOST_FORGOTTEN = 5_000  # rows of one turn
_NONCE_BYTES = 12  # NIST SP 800-38D, 8.2
_ERROR = 400


@dataclass(frozen=True, slots=True)
class Once:
    """A write that was asked for under a key: whose, which, and when."""

    access: Access
    key: str
    request: str
    now: datetime

    @property
    def caller(self) -> str:
        """Return who asks: another key's idempotency keys are other keys."""
        assert self.access.key is not None
        return str(self.access.key.uuid)


def digest_of(request: HttpRequest) -> str:
    """Return what tells one request from another: method, address and body."""
    digest = hashlib.blake2b(digest_size=32)
    for part in (request.method or "", request.get_full_path()):
        digest.update(part.encode() + b"\0")
    if request.content_type == "multipart/form-data":
        for name, files in sorted(request.FILES.lists()):
            for file in files:
                digest.update(f"{name}\0{file.name}\0{file.size}\0".encode())
                for chunk in file.chunks():
                    digest.update(chunk)
                file.seek(0)
    else:
        digest.update(request.body)
    return digest.hexdigest()


def answer_once(asked: Once, do: Callable[[], HttpResponse]) -> HttpResponse:
    """Do what is asked, or return the answer that it got before.

    Stops with 422 where the key was used for another request, 409 where it is under way.  Kept
    are answers and refusals; what broke, or was not found or allowed, may be sent again.
    """
    row = _row(asked)
    if row.status is not None:
        return _again(row)
    try:
        with transaction.atomic():
            response = do()
            _keep(row, response)
    except Refused as error:
        response = refused(error)
        _keep(row, response)
    except BaseException:
        Answered.objects.filter(pk=row.pk, at=row.at, status=None).delete()
        raise
    return response


def _row(asked: Once) -> Answered:
    """Return the key's row: answered, or ours to answer."""
    _forget_if_old(asked)
    row, made = Answered.objects.get_or_create(
        workspace=asked.access.workspace,
        caller=asked.caller,
        key=asked.key,
        defaults={"request": asked.request, "at": asked.now},
    )
    if row.request != asked.request:
        cause = "This Idempotency-Key was used for another request."
        stop(422, "idempotency_key_used", "Idempotency-Key", cause, "Use a new key for it.")
    if made or row.status is not None:
        return row
    if row.at > asked.now - SILENT or not _take_over(row, asked.now):
        raise _under_way()
    return row


def _forget_if_old(asked: Once) -> None:
    Answered.objects.filter(
        workspace=asked.access.workspace,
        caller=asked.caller,
        key=asked.key,
        at__lt=asked.now - KEPT,
    ).delete()


def _take_over(row: Answered, now: datetime) -> bool:
    taken = Answered.objects.filter(pk=row.pk, at=row.at, status=None).update(at=now)
    row.at = now
    return bool(taken)


def _keep(row: Answered, response: HttpResponse) -> None:
    """Keep the answer; raises where another has taken the write over meanwhile."""
    mine = Answered.objects.filter(pk=row.pk, at=row.at, status=None)
    if not mine.update(status=response.status_code, body=_sealed(response.content)):
        raise _under_way()


def _under_way() -> Stopped:
    cause = "The first request under this Idempotency-Key is still under way."
    problem = Problem("under_way", Place("Idempotency-Key"), cause, "Send the same again soon.")
    return Stopped(409, problem, retry_after=_RETRY_SECONDS)


def _again(row: Answered) -> HttpResponse:
    assert row.status is not None
    kind = MEDIA_TYPE if row.status >= _ERROR else "application/json"
    response = HttpResponse(_opened(row.body), status=row.status, content_type=kind)
    response["Idempotent-Replayed"] = "true"
    response["Cache-Control"] = "no-store"
    return response


# -- an answer may show a secret, which is kept nowhere in the open ------------------------------


def _sealed(content: bytes) -> str:
    nonce = os.urandom(_NONCE_BYTES)
    return base64.b64encode(nonce + _cipher().encrypt(nonce, content, None)).decode()


def _opened(kept: str) -> bytes:
    raw = base64.b64decode(kept)
    return _cipher().decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], None)


def _cipher() -> AESGCM:
    key = hashlib.blake2b(
        settings.SECRET_KEY.encode(), digest_size=32, person=b"meetworthy-api"
    ).digest()
    return AESGCM(key)


def forget_once(*, at: int) -> int:
    """Forget answers that are kept no longer; returns how many, at most a turn's worth."""
    old = Answered.objects.filter(at__lt=moment_of(at) - KEPT).values_list("pk", flat=True)
    count, _ = Answered.objects.filter(pk__in=list(old[:_MOST_FORGOTTEN])).delete()
    return count
