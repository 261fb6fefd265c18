"""Helping somebody who can no longer sign in: done on the installation's own machine."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from .deeds import record
from .models import User


def reset_link(key: str) -> str:
    """Return the link under which a new password is chosen; ``key`` is allauth's."""
    place = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
    return str(settings.SITE_URL) + place.replace("UID-KEY", quote(key))


@transaction.atomic
def rescue(user: User, *, at: datetime) -> str:
    """Take the second factor away, and return a link to choose a new password; it works once.

    The password that there is goes on working until then.  Recorded in every workspace that the
    person is in.
    """
    Authenticator.objects.filter(user=user).delete()
    for held in user.memberships.select_related("workspace").filter(until=None):
        record(held.workspace, "member.rescued", user.email, by=None, at=at)
    user.refresh_from_db()  # the link holds for the password and last sign-in of this moment
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    return reset_link(f"{user_pk_to_url_str(user)}-{token}")
