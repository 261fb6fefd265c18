"""Users as allauth knows them: each has one address, and it is verified."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import transaction

from .models import User


def user_of(email: str) -> User | None:
    """Return the user of an address; None where there is none."""
    return User.objects.filter(email=email.strip().lower()).first()


@transaction.atomic
def make_user(email: str, *, name: str = "", password: str | None = None) -> User:
    """Make a user whose address counts as verified; without a password they cannot use one."""
    user = User.objects.create_user(email, password, name=name.strip())
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
