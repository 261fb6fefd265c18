"""The mailbox into which answers come, read over IMAP (RFC 3501).

A letter is marked as seen only after it was taken: who is killed in between leaves one that is
taken again, and says the same.
"""

from __future__ import annotations

import imaplib
import threading
import time

import structlog
from django.conf import settings

from meetworthy.app.operate.mailbox import Mailbox, checked, mailbox_of, opened
from meetworthy.model.problem import Refused

from .incoming import take_letter

_LOG = structlog.get_logger(__name__)

EVERY_SECONDS = 30.0
"""How often the mailbox is looked into; chosen by eye."""

MOST = 50
"""Letters taken in one turn; chosen by eye."""

LONGEST = 1_000_000
"""Bytes of a letter that are fetched: what tells what it is stands before what is attached."""

_looking = threading.Lock()
_looked: list[float] = []


def read_once(*, at: int) -> int:
    """Read the installation's mailbox, where it has one, every half minute; returns how many."""
    url = settings.CONFIGURATION.mailbox
    if not url:
        return 0
    now = time.monotonic()
    with _looking:
        if _looked and now - _looked[-1] < EVERY_SECONDS:
            return 0
        _looked[:] = [now]
    try:
        return read_mailbox(mailbox_of(url), at=at)
    except (OSError, imaplib.IMAP4.error, Refused) as error:
        _LOG.warning("mailbox not read", error=f"{type(error).__name__}: {error}"[:200])
        return 0


def read_mailbox(mailbox: Mailbox, *, at: int) -> int:
    """Take what is unread in a mailbox; returns how many letters that were.

    Raises OSError, or imaplib's error, for what the server does.
    """
    count = 0
    with opened(mailbox) as connection:
        for number in _unread(connection)[:MOST]:
            raw = _fetched(connection, number)
            if raw is not None:
                take_letter(raw, at=at)
            checked(connection.uid("STORE", number, "+FLAGS.SILENT", r"(\Seen)"))
            count += 1
    return count


def _unread(connection: imaplib.IMAP4) -> list[str]:
    (found, *_) = checked(connection.uid("SEARCH", "UNSEEN")) or [b""]
    numbers: list[str] = (found or b"").decode("ascii").split()
    return numbers


def _fetched(connection: imaplib.IMAP4, number: str) -> bytes | None:
    """Return a letter without marking it as seen; None where it is gone."""
    said = checked(connection.uid("FETCH", number, f"(BODY.PEEK[]<0.{LONGEST}>)"))
    return next((part[1] for part in said if isinstance(part, tuple)), None)
