"""A message of the stream: what a client would send, and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Channel = Literal["segment", "facts"]
"""How it is sent: as a call of Segment's tracking API, or as a fact in JSON."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the stream.

    ``at`` is when it is to be sent (microseconds, UTC); what it tells may have happened
    earlier.  ``sender`` is the system that sends it: ``web`` is the browser, all others are
    servers.  ``body`` is plain data, ready for JSON.
    """

    at: int
    channel: Channel
    sender: str
    body: dict[str, Any]
