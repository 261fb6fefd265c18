"""Messages as Cal.com and Calendly send them, cut down to what is read and a little beside it.

Written from the vendors' published contracts: Cal.com's webhook guide (payload version
2021-10-20, https://cal.com/docs/developing/guides/automation/webhooks) and Calendly's webhook
payload reference (https://developer.calendly.com/api-docs).  Not recorded from their services.
"""

from __future__ import annotations

import copy
import hmac
import json
from hashlib import sha256
from typing import Any

HOST, GUEST = "dario@northwind.example", "jonas@bright-partner.de"


def cal(trigger: str, at: str, uid: str = "uid-1", **more: Any) -> dict[str, Any]:
    """One message of Cal.com about a booking of an hour."""
    payload = {
        "type": "strategy-session",
        "title": "Strategy Session between Dario and Jonas",
        "startTime": "2026-05-10T14:30:00Z",
        "endTime": "2026-05-10T15:30:00Z",
        "organizer": {"id": 1, "name": "Dario", "email": HOST, "timeZone": "Europe/Berlin"},
        "attendees": [
            {"email": GUEST, "name": "Jonas Weber", "timeZone": "UTC"},
            {"email": "boss@bright-partner.de", "name": "The Boss", "timeZone": "UTC"},
        ],
        "responses": {"email": {"label": "email_address", "value": GUEST}},
        "location": "integrations:video-provider",
        "videoCallData": {"type": "video", "url": "https://video.example.com/room"},
        "uid": uid,
        "eventTitle": "Strategy Session",
        "metadata": {"videoCallUrl": "https://app.example.com/video/uid-1"},
        "status": "ACCEPTED",
        **more,
    }
    return {"triggerEvent": trigger, "createdAt": at, "payload": payload}


def cal_no_show(at: str, *, absent: bool, uid: str = "uid-1", email: str = GUEST) -> dict[str, Any]:
    """A message of Cal.com that a guest was absent, or was not after all."""
    return {
        "triggerEvent": "BOOKING_NO_SHOW_UPDATED",
        "createdAt": at,
        "payload": {
            "message": f"{email} {'marked' if absent else 'unmarked'} as no-show",
            "attendees": [{"email": email, "noShow": absent}],
            "bookingUid": uid,
            "bookingId": 100,
        },
    }


def cal_signed(body: object, secret: str) -> tuple[bytes, dict[str, str]]:
    """A body as it is sent, and its headers."""
    raw = json.dumps(body).encode()
    return raw, {"X-Cal-Signature-256": hmac.new(secret.encode(), raw, sha256).hexdigest()}


_API = "https://api.calendly.com"


def invitee(number: int) -> str:
    """The URI of an invitee."""
    return f"{_API}/scheduled_events/event-{number}/invitees/invitee-{number}"


def calendly(
    event: str,
    number: int,
    at: str,
    *,
    day: int = 10,
    old: int | None = None,
    new: int | None = None,
    **more: Any,
) -> dict[str, Any]:
    """One message of Calendly about the invitee of a number."""
    payload = {
        "created_at": at,
        "email": GUEST,
        "event": f"{_API}/scheduled_events/event-{number}",
        "name": "Jonas Weber",
        "new_invitee": None if new is None else invitee(new),
        "old_invitee": None if old is None else invitee(old),
        "invitee_scheduled_by": None,
        "no_show": None,
        "rescheduled": new is not None,
        "status": "canceled" if event == "invitee.canceled" else "active",
        "uri": invitee(number),
        "scheduled_event": {
            "name": "15 Minute Meeting",
            "start_time": f"2026-05-{day:02d}T14:30:00.000000Z",
            "end_time": f"2026-05-{day:02d}T14:45:00.000000Z",
            "event_memberships": [
                {"user": f"{_API}/users/U1", "user_email": HOST, "user_name": "Dario"}
            ],
            "location": {"type": "zoom", "join_url": "https://zoom.example/j/1"},
        },
    }
    if event == "invitee.canceled":
        payload["cancellation"] = {
            "canceled_by": "Jonas Weber",
            "canceler_type": "invitee",
            "created_at": at,
            "reason": "Meeting conflict",
        }
    if event == "invitee_no_show.created":
        payload["no_show"] = {"uri": f"{_API}/invitee_no_shows/N{number}", "created_at": at}
    payload |= more
    return {
        "event": event,
        "created_at": at,
        "created_by": f"{_API}/users/U1",
        "payload": copy.deepcopy(payload),
    }


def calendly_signed(body: object, secret: str, *, seconds: int) -> tuple[bytes, dict[str, str]]:
    """A body as it is sent, and its headers, signed at a second of Unix time."""
    raw = json.dumps(body).encode()
    mac = hmac.new(secret.encode(), f"{seconds}.".encode() + raw, sha256).hexdigest()
    return raw, {"Calendly-Webhook-Signature": f"t={seconds},v1={mac}"}
