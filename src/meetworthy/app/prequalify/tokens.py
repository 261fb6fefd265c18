"""The names of forms in links: made from the installation's secret, kept nowhere.

A token is a form's id with a message authentication code of it, so that a reminder holds the same
link, and nobody makes one.  Whether it still opens anything is the form's to say.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from uuid import UUID

from django.conf import settings
from django.urls import reverse

_ID_BYTES = _CODE_BYTES = 16  # 128 bits can't be guessed


def token_of(form: UUID) -> str:
    """Return the token of a form: 43 letters that may stand in an address."""
    return base64.urlsafe_b64encode(form.bytes + _code(form.bytes)).decode().rstrip("=")


def form_of(token: str) -> UUID | None:
    """Return the form that a token was made for; None for one that was not made here."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    name, code = raw[:_ID_BYTES], raw[_ID_BYTES:]
    is_ours = len(raw) == _ID_BYTES + _CODE_BYTES and hmac.compare_digest(code, _code(name))
    return UUID(bytes=name) if is_ours else None


def link_of(form: UUID) -> str:
    """Return the address under which a form is answered."""
    return str(settings.SITE_URL + reverse("form", args=[token_of(form)]))


def _code(name: bytes) -> bytes:
    key = hashlib.blake2b(
        settings.SECRET_KEY.encode(), digest_size=32, person=b"meetworthy-form"
    ).digest()
    return hashlib.blake2b(name, digest_size=_CODE_BYTES, key=key).digest()
