"""Which source a request comes from: by its key, remembered for a moment."""

from __future__ import annotations

import base64
import binascii
import time
from dataclasses import dataclass

from django.http import HttpRequest

from .models import Source

REMEMBERED_SECONDS = 5
"""How long a key's source is remembered: so long may a disabled key still work.  Chosen by eye."""

_MOST_REMEMBERED = 10_000

_known: dict[str, tuple[float, Source | None]] = {}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request's key and where it stood."""

    key: str
    source: Source | None


def source_of(key: str) -> Source | None:
    """Return the source of a key that is in force, with its workspace; None where there is none."""
    now = time.monotonic()
    known = _known.get(key)
    if known is not None and known[0] > now:
        return known[1]
    found = (
        Source.objects.select_related("workspace").filter(key=key, disabled_at__isnull=True).first()
        if key.isascii() and key.isprintable() and len(key) <= 64
        else None
    )
    if len(_known) >= _MOST_REMEMBERED:
        _known.clear()
    _known[key] = (now + REMEMBERED_SECONDS, found)
    return found


def forget_sources() -> None:
    """Forget what is remembered: a source was changed in this process."""
    _known.clear()


def key_in_header(request: HttpRequest) -> str | None:
    """Return the key of a request's Authorization header: Basic (as user) or Bearer."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() != "basic":
        return None
    try:
        return base64.b64decode(value, validate=True).decode().partition(":")[0]
    except (binascii.Error, UnicodeDecodeError):
        return None
