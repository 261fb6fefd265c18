"""Whether Calendly signed a message: HMAC-SHA256 of ``t.body``, and not long ago."""

from __future__ import annotations

import re
from collections.abc import Sequence

from meetworthy.connect.signatures import forged, is_signed, unsigned
from meetworthy.facts.telling_faults import Faults
from meetworthy.model.problem import Problem
from meetworthy.model.time import MINUTE, SECOND

HEADER = "Calendly-Webhook-Signature"

TOLERANCE = 3 * MINUTE
"""How far a message's time may be from ours; what Calendly's own example takes."""

_TIME = re.compile(r"[0-9]{1,12}")


def verify(body: bytes, header: str, *, secrets: Sequence[str], at: int) -> list[Problem]:
    """Return why a message is not taken; nothing where one of the secrets signed it just now."""
    parts = [each.strip().partition("=") for each in header.split(",")]
    times = [value for name, _, value in parts if name == "t"]
    signatures = [value for name, _, value in parts if name == "v1"]
    if len(times) != 1 or not signatures or _TIME.fullmatch(times[0]) is None:
        return unsigned(HEADER, "Give the subscription the signing key shown for this source.")
    faults = Faults("webhook")
    if abs(int(times[0]) * SECOND - at) > TOLERANCE:
        cause = "The message was signed more than three minutes before or after this."
        faults.add("webhook_time", HEADER, cause, "Set this server's clock; Calendly sends again.")
        return faults.problems
    signed = times[0].encode() + b"." + body
    return [] if is_signed(signed, signatures, secrets) else forged(HEADER)
