"""Ids of facts that are parts of one event or message."""

from __future__ import annotations

from hashlib import blake2b

from meetworthy.model.told import LONGEST_ID


def part_id(whole: str, suffix: str) -> str:
    """Return the id of one part of an event or a message, at most 100 characters long.

    Without a suffix it is the whole's own id.  Where there is no room for the suffix, the
    whole's id is replaced by its digest.
    """
    if not suffix:
        return whole
    if len(whole) + len(suffix) > LONGEST_ID:
        whole = blake2b(whole.encode(), digest_size=16).hexdigest()
    return whole + suffix
