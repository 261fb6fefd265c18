"""The mailbox that an installation names, and opening it over IMAP (RFC 3501)."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, NoReturn
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from meetworthy.model.problem import Place, Problem, Refused

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


@contextmanager
def opened(mailbox: Mailbox) -> Iterator[imaplib.IMAP4]:
    """Open a mailbox until the block ends; raises OSError, or imaplib's error."""
    host, port = mailbox.host, mailbox.port
    trusted = ssl.create_default_context()  # imaplib's own asks for no certificate
    if mailbox.tls == "always":
        connection: imaplib.IMAP4 = imaplib.IMAP4_SSL(
            host, port, ssl_context=trusted, timeout=SECONDS
        )
    else:
        connection = imaplib.IMAP4(host, port, timeout=SECONDS)
    try:
        if mailbox.tls == "start":
            connection.starttls(trusted)
        connection.login(mailbox.user, mailbox.password)
        checked(connection.select(_quoted(mailbox.folder)))
        yield connection
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            connection.logout()


def _quoted(folder: str) -> str:
    escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def checked(answer: tuple[str, list[Any]]) -> list[Any]:
    """Return what the server sent; raises imaplib's error where it said no."""
    state, said = answer
    if state != "OK":
        raise imaplib.IMAP4.error(f"the server said {state}: {said!r}")
    return said
