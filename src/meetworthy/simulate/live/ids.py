"""Ids of messages: the same for the same seed, unlike any other, and saying nothing."""

from __future__ import annotations

from hashlib import blake2b
from uuid import UUID


def message_id(seed: int, key: str) -> str:
    """Return a UUID (version 4 by its form) for what a key names within a seed."""
    digest = blake2b(f"{seed}/{key}".encode(), digest_size=16, person=b"meetworthy live")
    return str(UUID(bytes=digest.digest(), version=4))
