"""Taking letters that came in: what they say of ours is told as facts, once each."""

from __future__ import annotations

import structlog
from django.db import transaction

from .bounces import note_bounce, note_leaving, note_reply
from .compose import site_host
from .models import Letter
from .reading import Came, Incoming, read_letter

_LOG = structlog.get_logger(__name__)


def take_letter(raw: bytes, *, at: int, workspace_id: int | None = None) -> Came:
    """Take one letter as it came over the wire; returns what it was.

    ``workspace_id`` takes only what is about that workspace's letters.  One that can't be read
    is nothing to us.
    """
    read = _read(raw)
    if read.letter is None:
        return read.came
    rows = Letter.objects.filter(uuid=read.letter, lead__isnull=False)
    if workspace_id is not None:
        rows = rows.filter(workspace=workspace_id)
    letter = rows.first()
    if letter is None:
        return Came.OTHER
    with transaction.atomic():
        _tell(letter, read, at)
    _LOG.info("letter came", what=read.came.value, kind=letter.kind)
    return read.came


def _read(raw: bytes) -> Incoming:
    try:
        return read_letter(raw, host=site_host())
    except Exception as error:  # noqa: BLE001 - the standard library fails in many ways at what people send
        _LOG.warning("letter unreadable", error=type(error).__name__, bytes=len(raw))
        return Incoming(Came.OTHER)


def _tell(letter: Letter, read: Incoming, at: int) -> None:
    if read.came is Came.BOUNCE:
        note_bounce(letter, hard=read.hard, at=at)
    elif read.came is Came.REPLY:
        note_reply(letter, subject=read.subject, message=read.message, at=at)
    elif read.came is Came.LEAVING:
        note_leaving(letter, at=at)
