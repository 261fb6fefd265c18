"""The digest of what was told: the same words under the same id are the same fact."""

from __future__ import annotations

from hashlib import blake2b

import msgspec

CONTENT_BYTES = 16
"""As in the ledger; two different contents under one id share it with a chance of 1 in 2**128."""

_encoder = msgspec.json.Encoder(order="deterministic")


def content_of(said: object) -> bytes | None:
    """Return the digest of a JSON value, whatever the order of its members.

    None where it can't be written as JSON: halves of characters, nesting without end.
    """
    try:
        canonical = _encoder.encode(said)
    except (UnicodeEncodeError, RecursionError, OverflowError, ValueError, TypeError):
        return None
    return blake2b(canonical, digest_size=CONTENT_BYTES).digest()
