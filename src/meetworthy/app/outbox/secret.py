"""The secrets that sign messages: made here, sealed in the database, several while one rotates."""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

SECRET_BYTES = 32  # Standard Webhooks: 24 to 64
_NONCE_BYTES = 12  # NIST SP 800-38D, 8.2


def new_secret() -> str:
    """Return a new secret as Standard Webhooks writes it."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def kept(secret: str, *, until: int | None = None) -> dict[str, Any]:
    """Return what is stored of a secret, sealed; ``until`` an instant, when another replaces it."""
    nonce = os.urandom(_NONCE_BYTES)
    sealed = nonce + _cipher().encrypt(nonce, secret.encode(), None)
    return {"sealed": base64.b64encode(sealed).decode(), "until": until}


def in_force(stored: list[dict[str, Any]], *, at: int) -> list[str]:
    """Return the secrets that sign at an instant, newest first.

    Raises ValueError where they were sealed under another installation's secret.
    """
    return [_open(each["sealed"]) for each in stored if each["until"] is None or at < each["until"]]


def _open(sealed: str) -> str:
    raw = base64.b64decode(sealed)
    try:
        return _cipher().decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], None).decode()
    except InvalidTag:
        raise ValueError("this was sealed under another MEETWORTHY_SECRET") from None


def _cipher() -> AESGCM:
    key = hashlib.blake2b(
        settings.SECRET_KEY.encode(), digest_size=32, person=b"meetworthy-out"
    ).digest()
    return AESGCM(key)
