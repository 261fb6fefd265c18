"""The way out that every letter to a lead carries: one click, no sign-in (RFC 2369, RFC 8058)."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

_SALT = "meetworthy.mail.leaving"


def token_of(letter: UUID) -> str:
    """Return the signed name of a letter: who has it was sent the letter, or a copy of it."""
    return signing.Signer(salt=_SALT).sign(letter.hex)


def letter_of(token: str) -> UUID | None:
    """Return the letter that a token was made for; None for one that was not made here."""
    try:
        return UUID(hex=signing.Signer(salt=_SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        return None


def link_of(letter: UUID) -> str:
    """Return the address of the page on which who got a letter can leave."""
    return str(settings.SITE_URL + reverse("mail_leave", args=[token_of(letter)]))


def leaving_headers(letter: UUID) -> dict[str, str]:
    """Return the headers by which mail programs offer to leave with one click."""
    return {
        "List-Unsubscribe": f"<{link_of(letter)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
