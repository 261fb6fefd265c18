"""The chain over batches: salted digests, so that an altered or missing fact is found."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

import msgspec

SALT_BYTES = 16
DIGEST_BYTES = 32

COLUMNS = (
    "number",
    "kind",
    "occurred_at",
    "recorded_at",
    "date_only",
    "sender",
    "told_id",
    "lead",
    "account",
    "visitor",
    "source",
    "campaign",
    "actor",
    "properties",
    "sealed",
    "content",
)
"""The columns of a fact, in the order in which they are digested (and written)."""

_encode = msgspec.msgpack.Encoder().encode


def digest_of(salt: bytes, row: Sequence[Any]) -> bytes:
    """Return the digest of a fact's stored columns (in the order of ``COLUMNS``), 32 bytes."""
    return blake2b(_encode(row), digest_size=DIGEST_BYTES, key=salt).digest()


def head_after(
    before: bytes,
    *,
    workspace: uuid.UUID,
    number: int,
    first: int,
    last: int,
    recorded_at: int,
    salt: bytes,
    digests: bytes,
) -> bytes:
    """Return the chain's head after a batch, 32 bytes."""
    batch = [before, workspace.bytes, number, first, last, recorded_at, salt, digests]
    return blake2b(_encode(batch), digest_size=DIGEST_BYTES).digest()
