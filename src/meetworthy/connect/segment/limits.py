"""The sizes and the paths of Segment's tracking API."""

from __future__ import annotations

LARGEST_CALL = 32 * 1024
"""Bytes of one call, and of one event in a batch."""

LARGEST_BATCH = 500 * 1024
"""Bytes of a batch."""

MOST_EVENTS = 2_500
"""Events of a batch."""

BATCH = "batch"

PATHS = {
    "identify": "identify",
    "track": "track",
    "page": "page",
    "screen": "screen",
    "group": "group",
    "alias": "alias",
    "batch": BATCH,
    "import": BATCH,
    # The browser's library sends to these.
    "i": "identify",
    "t": "track",
    "p": "page",
    "s": "screen",
    "g": "group",
    "a": "alias",
    "b": BATCH,
}
"""What follows ``/v1/`` in the address, and the call it means."""
