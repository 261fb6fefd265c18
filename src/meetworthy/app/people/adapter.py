"""How sign-in by django-allauth is done here: nobody signs up without an invitation."""

from __future__ import annotations

import base64
import hashlib
import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from .invitations import accept_all, is_invited
from .models import User
from .rescue import reset_link

_NONCE_BYTES = 12


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Closes open sign-up, and writes links by the installation's own address."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Say no: people come by invitation, or by `meetworthy workspace`."""
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link of a mail; the host that a request claims is no part of it."""
        return reset_link(key)


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Lets in by OpenID Connect whoever is a user, or invited, under an address verified there."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002 - allauth's signature
        """Say whether the provider vouches for an address that is invited."""
        now = timezone.now()
        vouched = [each.email for each in sociallogin.email_addresses if each.verified]
        return any(is_invited(email, at=now) for email in vouched)

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:
        """Take the name as the provider says it."""
        user: User = super().populate_user(request, sociallogin, data)
        full = " ".join(filter(None, (data.get("first_name"), data.get("last_name"))))
        user.name = str(data.get("name") or full)[:200]
        user.email = user.email.lower()
        return user

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> User:
        """Make the user, and a member of every workspace that invited the address."""
        user: User = super().save_user(request, sociallogin, form)
        accept_all(user, at=timezone.now())
        return user


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Keeps the secrets of second factors encrypted under the installation's secret."""

    def build_totp_svg(self, url: str) -> str:
        """Return the QR code on white, so that cameras read it on a dark page too."""
        svg: str = super().build_totp_svg(url)
        return svg.replace("<svg:svg ", '<svg:svg style="background:#fff" ', 1).replace(
            "<svg ", '<svg style="background:#fff" ', 1
        )

    def encrypt(self, text: str) -> str:
        """Return the text as it is kept."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return base64.b64encode(nonce + _cipher().encrypt(nonce, text.encode(), None)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the text that was encrypted; raises InvalidTag under another secret."""
        kept = base64.b64decode(encrypted_text)
        return _cipher().decrypt(kept[:_NONCE_BYTES], kept[_NONCE_BYTES:], None).decode()


def _cipher() -> AESGCM:
    secret = settings.SECRET_KEY.encode()
    return AESGCM(hashlib.blake2b(secret, digest_size=32, person=b"meetworthy-2fa").digest())
