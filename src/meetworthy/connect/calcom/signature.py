"""Whether Cal.com signed a message: HMAC-SHA256 of the body alone, and no time in it.

A message that is sent again is therefore signed as well as the first time: it tells the same
facts under the same ids, at their own time, and so changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from meetworthy.connect.signatures import forged, is_signed, unsigned
from meetworthy.model.problem import Problem

HEADER = "X-Cal-Signature-256"

NO_SECRET = "no-secret-provided"  # noqa: S105 - what Cal.com sends where there is none
"""What Cal.com sends in the signature's place where its webhook was made without a secret."""


def verify(body: bytes, header: str, *, secrets: Sequence[str]) -> list[Problem]:
    """Return why a message is not taken; nothing where one of the secrets signed its body."""
    if header.strip() in ("", NO_SECRET):
        return unsigned(HEADER, "Give the webhook in Cal.com the secret shown for this source.")
    return [] if is_signed(body, [header], secrets) else forged(HEADER)
