"""What a mail server's answer says of an address (RFC 5321, 4.2; RFC 3463)."""

from __future__ import annotations

import re

_ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_ADDRESS = "1"  # RFC 3463, 3.2: the subject is the address
_DISABLED = ("2", "1")  # RFC 3463, 3.3: the mailbox takes nothing any more


def enhanced(text: str) -> str:
    """Return the first enhanced status code in a text, as `5.1.1`; empty where there is none."""
    found = _ENHANCED.search(text)
    return ".".join(found.groups()) if found else ""


def is_hard(code: int, status: str) -> bool:
    """Say whether an answer means that the address will never take mail.

    ``code`` is SMTP's (0 where only the status is known), ``status`` the enhanced one or empty.  A
    refusal by policy, or of a full mailbox, is about the letter or the moment, not the address.
    """
    if not status:
        return code in (550, 551, 553)  # RFC 5321, 4.2.3: about the mailbox
    kind, subject, detail = status.split(".")
    if kind != "5":
        return False
    about_address = subject == _ADDRESS and (subject, detail) != ("1", "8")  # 5.1.8: the sender's
    return about_address or (subject, detail) == _DISABLED
