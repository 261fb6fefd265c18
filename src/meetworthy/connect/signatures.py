"""Signatures that booking systems make: HMAC-SHA256, in hexadecimal digits."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from hashlib import sha256

from meetworthy.facts.telling_faults import Faults
from meetworthy.model.problem import Problem


def is_signed(message: bytes, signatures: Sequence[str], secrets: Sequence[str]) -> bool:
    """Say whether one of the secrets made one of the signatures.

    All are compared, each in a time that does not depend on how much of it fits.
    """
    expected = [hmac.new(each.encode(), message, sha256).hexdigest() for each in secrets if each]
    fits = [
        hmac.compare_digest(mine.encode(), theirs.strip().lower().encode("utf-8", "replace"))
        for mine in expected
        for theirs in signatures
    ]
    return any(fits)


def unsigned(header: str, remedy: str) -> list[Problem]:
    """Return the problem of a message without a signature."""
    faults = Faults("webhook")
    faults.add("webhook_unsigned", header, f"The message has no signature in {header}.", remedy)
    return faults.problems


def forged(header: str) -> list[Problem]:
    """Return the problem of a message that no secret in force signed."""
    faults = Faults("webhook")
    faults.add(
        "webhook_signature",
        header,
        "No signature of the message is by a secret that is in force.",
        "Sign the body exactly as it is sent, with the secret shown for this source.",
    )
    return faults.problems
