"""Signatures of webhooks as https://www.standardwebhooks.com describes them, in and out."""

from __future__ import annotations

import binascii
import hmac
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256

from standardwebhooks import Webhook

from meetworthy.facts.telling_faults import Faults
from meetworthy.facts.telling_text import text_fault
from meetworthy.model.problem import Problem
from meetworthy.model.time import MINUTE, SECOND, moment_of
from meetworthy.model.told import LONGEST_ID

TOLERANCE = 5 * MINUTE
"""How far a message's time may be from ours; the specification's libraries take five minutes."""

SMALLEST_SECRET, LARGEST_SECRET = 24, 64
"""Bytes of a secret; the specification's."""

MOST_SIGNATURES = 10
"""Of one message; chosen by eye: one for each secret of a sender that rotates them."""

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"

_TIME = re.compile(r"[0-9]{1,12}")


def sign(body: bytes, *, message_id: str, secrets: Sequence[str], at: int) -> dict[str, str]:
    """Return the headers that sign a message, with each secret that is in force.

    ``at`` is in microseconds UTC.  While a secret rotates, the old and the new one are given,
    and the receiver finds the one it knows.
    """
    signatures = [_signature(secret, message_id, at // SECOND, body) for secret in secrets]
    return {
        ID: message_id,
        TIMESTAMP: str(at // SECOND),
        SIGNATURE: " ".join(f"v1,{each}" for each in signatures),
    }


def verify(
    body: bytes,
    headers: Mapping[str, str],
    *,
    secrets: Sequence[str],
    at: int,
    is_letter: bool = False,
) -> str | list[Problem]:
    """Return the id of a message that one of the secrets signed, or why it is not taken.

    A letter (``is_letter``) is taken as it came; everything else has to be UTF-8 text.

    Headers are known by their names in any case.  ``at`` is when it was received, in
    microseconds UTC.  Secrets are as ``is_secret`` asks; several hold while one replaces another.
    """
    faults = Faults("webhook")
    known = {name.lower(): value for name, value in headers.items()}
    message_id, time, signed = (known.get(name, "") for name in (ID, TIMESTAMP, SIGNATURE))
    is_named = bool(message_id) and text_fault(message_id, LONGEST_ID) is None
    if not is_named or not signed or _TIME.fullmatch(time) is None:
        faults.add(
            "webhook_unsigned",
            None,
            f"The message lacks one of the headers {ID}, {TIMESTAMP}, {SIGNATURE}.",
            "Sign it as standardwebhooks.com describes.",
        )
    elif abs(int(time) * SECOND - at) > TOLERANCE:
        faults.add(
            "webhook_time",
            TIMESTAMP,
            "The message was signed more than five minutes before or after this.",
            "Set the sender's clock, and sign anew when sending again.",
        )
    elif not is_letter and not _is_text(body):
        cause, remedy = "The body is not UTF-8 text.", "Send JSON, which is UTF-8."
        faults.add("webhook_unreadable", None, cause, remedy)
    elif not _is_signed(body, message_id, int(time), signed, secrets):
        faults.add(
            "webhook_signature",
            SIGNATURE,
            "No signature of the message is by a secret that is in force.",
            "Sign the body exactly as it is sent, with the secret shown for this sender.",
        )
    return faults.problems or message_id


def is_secret(secret: str) -> bool:
    """Say whether a text is a secret of the specification: ``whsec_`` and base64, long enough."""
    try:
        size = len(binascii.a2b_base64(secret.removeprefix("whsec_"), strict_mode=True))
    except ValueError:
        return False
    return secret.startswith("whsec_") and SMALLEST_SECRET <= size <= LARGEST_SECRET


def _is_text(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_signed(
    body: bytes, message_id: str, seconds: int, signed: str, secrets: Sequence[str]
) -> bool:
    """Compare all signatures with all secrets, in a time that does not depend on which fits."""
    given = [each.removeprefix("v1,") for each in signed.split(" ") if each.startswith("v1,")]
    expected = [_signature(secret, message_id, seconds, body) for secret in secrets]
    fits = [
        hmac.compare_digest(mine.encode(), theirs.encode("utf-8", "replace"))
        for mine in expected
        for theirs in given[:MOST_SIGNATURES]
    ]
    return any(fits)


def _signature(secret: str, message_id: str, seconds: int, body: bytes) -> str:
    if not _is_text(body):  # of which the library signs none
        key = binascii.a2b_base64(secret.removeprefix("whsec_"))
        signed = f"{message_id}.{seconds}.".encode() + body
        return b64encode(hmac.new(key, signed, sha256).digest()).decode()
    text = Webhook(secret).sign(message_id, moment_of(seconds * SECOND), body.decode("utf-8"))
    return text.removeprefix("v1,")
