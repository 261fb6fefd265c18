"""The way out that every notice by mail carries: one click, no sign-in (RFC 8058)."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse

_SALT = "meetworthy.notices.stopping"


def stop_link(workspace_id: int, person: str) -> str:
    """Return the address at which somebody stops the mails of a workspace to them."""
    signed = signing.dumps([workspace_id, person], salt=_SALT)
    return str(settings.SITE_URL + reverse("notices-stop", args=[signed]))


def stopped_by(signed: str) -> tuple[int, str] | None:
    """Return whose mails of which workspace a token stops; None for one not made here."""
    try:
        workspace_id, person = signing.loads(signed, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return int(workspace_id), str(person)
