"""What a letter that came in is: a bounce, a reply, somebody who leaves, or nothing to us.

Only letters that name one of ours count: by our Message-ID, which nobody knows but who was sent
it.  Pure: bytes in, what they say out.
"""

from __future__ import annotations

import email
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from enum import StrEnum
from uuid import UUID

from .statuses import is_hard

MOST_PARTS = 200
"""Parts of a letter that are looked at; chosen by eye."""

LONGEST_SUBJECT = 500

_FAILED = "failed"  # RFC 3464, 2.3.3; others are delayed, delivered, relayed, expanded
_NO = "no"  # RFC 3834, 5
_BULK = frozenset({"bulk", "junk", "list", "auto_reply"})
_AUTOMATIC = ("X-Autoreply", "X-Autorespond")  # older than RFC 3834, and still sent


class Came(StrEnum):
    """What came in."""

    BOUNCE = "bounce"
    REPLY = "reply"
    LEAVING = "leaving"  # by a complaint that the mail provider passes on (RFC 5965)
    AUTOMATIC = "automatic"  # a holiday notice and the like: nobody said anything
    OTHER = "other"  # it names no letter of ours


@dataclass(frozen=True, slots=True)
class Incoming:
    """A letter that came in: which of ours it is about, and what it says of it.

    ``message`` names it: the same letter twice is one.
    """

    came: Came
    letter: UUID | None = None
    subject: str = ""
    message: str = ""
    hard: bool = False


def read_letter(raw: bytes, *, host: str) -> Incoming:
    """Read a letter that came in; ``host`` is the one that ours are named by."""
    message = email.message_from_bytes(raw)
    report = str(message.get_param("report-type", "")).lower()
    if message.get_content_type() == "multipart/report":
        if report == "delivery-status":
            return _bounce(message, host)
        if report == "feedback-report":
            return _found(Came.LEAVING, message, _named_within(message, host))
        return Incoming(Came.AUTOMATIC)  # a receipt (RFC 8098) says that it was displayed, no more
    if _is_automatic(message):
        return Incoming(Came.AUTOMATIC)
    said = [*message.get_all("In-Reply-To", []), *message.get_all("References", [])]
    return _found(Came.REPLY, message, _named(" ".join(map(str, said)), host))


def _found(came: Came, message: Message, letter: UUID | None, *, hard: bool = False) -> Incoming:
    if letter is None:
        return Incoming(Came.OTHER)
    return Incoming(came, letter, _subject(message), _name_of(message), hard)


def _bounce(message: Message, host: str) -> Incoming:
    """Return what a delivery status notification says (RFC 3464): only failures count."""
    fields = [part for part in _recipients(message) if _word(part, "Action") == _FAILED]
    if not fields:
        return Incoming(Came.AUTOMATIC)
    status = re.search(r"[245]\.\d{1,3}\.\d{1,3}", _word(fields[0], "Status"))
    hard = is_hard(0, status[0]) if status else False
    return _found(Came.BOUNCE, message, _named_within(message, host), hard=hard)


def _recipients(message: Message) -> Iterator[Message]:
    """Return the groups of fields of a notification: of the letter, then of each recipient."""
    for part in _parts(message):
        if part.get_content_type() == "message/delivery-status" and part.is_multipart():
            yield from part.get_payload()  # type: ignore[misc]  # of this type: its groups


def _named_within(message: Message, host: str) -> UUID | None:
    """Return our letter that a report brings back, whole or only its headers."""
    for part in _parts(message):
        kind = part.get_content_type()
        if part is not message and part.get("Message-ID"):
            found = _named(str(part["Message-ID"]), host)
        elif kind == "text/rfc822-headers":
            said = part.get_payload(decode=True)
            found = (
                _named(said.decode("utf-8", "replace"), host) if isinstance(said, bytes) else None
            )
        else:
            continue
        if found is not None:
            return found
    return None


def _parts(message: Message) -> Iterator[Message]:
    for place, part in enumerate(message.walk()):
        if place >= MOST_PARTS:
            return
        yield part


def _named(text: str, host: str) -> UUID | None:
    found = re.search(rf"<?([0-9a-fA-F-]{{36}})@{re.escape(host)}\b", text)
    if found is None:
        return None
    try:
        return UUID(found[1])
    except ValueError:
        return None


def _is_automatic(message: Message) -> bool:
    automatic = _word(message, "Auto-Submitted") or _NO
    return (
        automatic.partition(";")[0].strip() != _NO
        or _word(message, "Precedence") in _BULK
        or any(name in message for name in _AUTOMATIC)
        or _word(message, "Return-Path") == "<>"
    )


def _word(message: Message, name: str) -> str:
    return str(message.get(name, "")).strip().lower()


def _subject(message: Message) -> str:
    said = message.get("Subject", "")
    try:
        text = str(make_header(decode_header(said)))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        text = str(said)
    return " ".join(text.replace("\x00", "").split())[:LONGEST_SUBJECT]


def _name_of(message: Message) -> str:
    named = _word(message, "Message-ID") or message.as_string()
    return hashlib.blake2b(named.encode("utf-8", "replace"), digest_size=12).hexdigest()
