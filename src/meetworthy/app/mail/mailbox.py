"""The mailbox into which answers come, read over IMAP (RFC 3501).

A letter is marked as seen only after it was taken: who is killed in between leaves one that is
taken again, and says the same.
"""

from __future__ import annotations

import imaplib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, NoReturn
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import structlog
from django.conf import settings

from meetworthy.model.problem import Place, Problem, Refused

from .incoming import take_letter

_LOG = structlog.get_logger(__name__)

EVERY_SECONDS = 30.0
"""How often the mailbox is looked into; chosen by eye."""

MOST = 50
"""Letters taken in one turn; chosen by eye."""

LONGEST = 1_000_000
"""Bytes of a letter that are fetched: what tells what it is stands before what is attached."""

SECONDS = 20.0
"""How long the server may take for each answer; chosen by eye."""

_PORTS = {"imap": 143, "imaps": 993}  # RFC 3501, RFC 8314


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where answers come in; the folder is `INBOX` unless said."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str
    tls: str  # always, start, none


def mailbox_of(url: str) -> Mailbox:
    """Return the mailbox that a URL names; raises Refused for anything else."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        _refuse()
    tls = _tls(parts)
    if parts.scheme not in _PORTS or not parts.hostname or tls not in ("always", "start", "none"):
        _refuse()
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    folder = unquote(parts.path.strip("/")) or "INBOX"
    return Mailbox(parts.hostname, port, user, password, folder, tls)


def _tls(parts: SplitResult) -> str:
    usual = "always" if parts.scheme == "imaps" else "start"
    return parse_qs(parts.query).get("tls", [usual])[0]


def _refuse() -> NoReturn:
    cause = "This is no URL of a mailbox."
    remedy = "Write imaps://name:password@mail.example.com/INBOX."
    raise Refused([Problem("mailbox_url", Place("MEETWORTHY_IMAP"), cause, remedy)])


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
    except (OSError, imaplib.IMAP4.error) as error:
        _LOG.warning("mailbox not read", error=f"{type(error).__name__}: {error}"[:200])
        return 0


def read_mailbox(mailbox: Mailbox, *, at: int) -> int:
    """Take what is unread in a mailbox; returns how many letters that were.

    Raises OSError, or imaplib's error, for what the server does.
    """
    count = 0
    with _opened(mailbox) as connection:
        for number in _unread(connection)[:MOST]:
            raw = _fetched(connection, number)
            if raw is not None:
                take_letter(raw, at=at)
            _checked(connection.uid("STORE", number, "+FLAGS.SILENT", r"(\Seen)"))
            count += 1
    return count


@contextmanager
def _opened(mailbox: Mailbox) -> Iterator[imaplib.IMAP4]:
    if mailbox.tls == "always":
        connection: imaplib.IMAP4 = imaplib.IMAP4_SSL(mailbox.host, mailbox.port, timeout=SECONDS)
    else:
        connection = imaplib.IMAP4(mailbox.host, mailbox.port, timeout=SECONDS)
    try:
        if mailbox.tls == "start":
            connection.starttls()
        connection.login(mailbox.user, mailbox.password)
        _checked(connection.select(_quoted(mailbox.folder)))
        yield connection
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            connection.logout()


def _quoted(folder: str) -> str:
    escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _unread(connection: imaplib.IMAP4) -> list[str]:
    (found, *_) = _checked(connection.uid("SEARCH", "UNSEEN")) or [b""]
    numbers: list[str] = (found or b"").decode("ascii").split()
    return numbers


def _fetched(connection: imaplib.IMAP4, number: str) -> bytes | None:
    """Return a letter without marking it as seen; None where it is gone."""
    said = _checked(connection.uid("FETCH", number, f"(BODY.PEEK[]<0.{LONGEST}>)"))
    return next((part[1] for part in said if isinstance(part, tuple)), None)


def _checked(answer: tuple[str, list[Any]]) -> list[Any]:
    """Return what the server sent; raises imaplib's error where it said no."""
    state, said = answer
    if state != "OK":
        raise imaplib.IMAP4.error(f"the server said {state}: {said!r}")
    return said
