"""Whether the secret is safe, and the one that this ledger was written with."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection

from ..configuration import wrapping_key
from .finding import Finding, fine, look, wrong

ABOUT = "secret"
SHORTEST = 32
"""Characters of a secret that nobody guesses; the one made at first start has 64."""

SHUT = "It does not open what is sealed in this ledger."
REMEDY = "Set MEETWORTHY_SECRET to the one that the ledger was written with."

_NONCE_BYTES = 12  # as `ledger.seal` writes them
_READABLE_BY_OTHERS = 0o077


def check_secret(*, at: int) -> Iterator[Finding]:  # noqa: ARG001 - every check is asked alike
    """Find a secret that is weak, that others can read, or that opens nothing."""
    secret = settings.SECRET_KEY
    file = Path(settings.DATA_FOLDER) / "secret"
    if len(secret) < SHORTEST:
        yield look(ABOUT, f"It has only {len(secret)} characters.",
                   f"Use one drawn at random, of {SHORTEST} or more; what is sealed under this "
                   "one stays so.")  # fmt: skip
    if not os.environ.get("MEETWORTHY_SECRET") and file.exists():
        if os.name == "posix" and file.stat().st_mode & _READABLE_BY_OTHERS:
            yield wrong(ABOUT, f"{file} can be read by others.", f"Run `chmod 600 {file}`.")
        yield look(ABOUT, f"It lies beside the data, in {file}.",
                   "Keep a copy elsewhere: without it a backup cannot be read.")  # fmt: skip
    yield _opens(secret)


def _opens(secret: str) -> Finding:
    opens = opens_what_is_sealed(secret)
    if opens is None:
        return fine(ABOUT, "Nothing of any person is sealed yet.")
    return fine(ABOUT, "It opens what is sealed.") if opens else wrong(ABOUT, SHUT, REMEDY)


def opens_what_is_sealed(secret: str) -> bool | None:
    """Say whether a secret is the one that persons are sealed under; None where there are none."""
    with connection.cursor() as cursor:
        cursor.execute("select wrapped from ledger_person_key limit 1")
        row = cursor.fetchone()
    if row is None:
        return None
    wrapped = bytes(row[0])
    try:
        AESGCM(wrapping_key(secret)).decrypt(wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], None)
    except InvalidTag:
        return False
    return True
