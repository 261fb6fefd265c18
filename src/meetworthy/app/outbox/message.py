"""What an endpoint is told of an effect; the same bytes at every attempt."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import msgspec

from meetworthy.model.time import moment_of

MESSAGES = (
    "stage.entered",
    "lead.left",
    "lead.returned",
    "review.asked",
    "verdict.changed",
    "clock.started",
    "clock.warned",
    "clock.met",
    "clock.missed",
    "clock.lifted",
    "lead.assigned",
    "lead.snoozed",
    "meeting.booked",
    "meeting.moved",
    "meeting.cancelled",
    "meeting.accepted",
    "meeting.held",
    "meeting.missed",
    "meeting.confirmed",
    "meeting.declined",
    "meeting.disputed",
    "meeting.settled",
)
"""The kinds of effects that are told to others; `task.review` is for people here."""

_encode = msgspec.json.Encoder(order="sorted").encode


def message_of(
    *, kind: str, at: int, workspace: UUID, lead: UUID, version: int | None, payload: str
) -> bytes:
    """Return the body: ``type``, ``timestamp`` (of the change) and ``data``, in JSON.

    It names the lead by its id and no person: whoever may know more asks the API.
    """
    data: dict[str, Any] = {
        **json.loads(payload),
        "workspace": str(workspace),
        "lead": str(lead),
        "version": version,
    }
    return _encode({"type": kind, "timestamp": moment_of(at).isoformat(), "data": data})
