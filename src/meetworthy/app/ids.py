"""Public ids: UUID version 7 (RFC 9562), which sort by the time at which they were made."""

from __future__ import annotations

import secrets
import uuid

from meetworthy.model.time import instant_of

_TAIL_BITS = 74  # 12 bits after the version, 62 after the variant
_MILLISECOND = 1_000


def new_id() -> uuid.UUID:
    """Return a new id of now, its tail drawn at random."""
    from django.utils import timezone

    return id_of(instant_of(timezone.now()), secrets.randbits(_TAIL_BITS))


def id_of(instant: int, tail: int) -> uuid.UUID:
    """Return the id of an instant (microseconds) and a number of up to 74 bits."""
    high, low = tail >> 62, tail & ((1 << 62) - 1)
    milliseconds = (instant // _MILLISECOND) & ((1 << 48) - 1)
    return uuid.UUID(int=milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)


def tail_of(public: uuid.UUID) -> int:
    """Return the number that an id was made of."""
    value = public.int
    return ((value >> 64) & 0xFFF) << 62 | value & ((1 << 62) - 1)
