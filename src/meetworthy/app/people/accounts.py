"""Users as allauth knows them: each has one address, and it is verified."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from .models import User
from .refusals import refuse


def user_of(email: str) -> User | None:
    """Return the user of an address; None where there is none."""
    return User.objects.filter(email=email.strip().lower()).first()


@transaction.atomic
def make_user(email: str, *, name: str = "", password: str | None = None) -> User:
    """Make a user whose address counts as verified; without a password they cannot use one."""
    user = User.objects.create_user(email, password, name=name.strip())
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def check_address(email: str) -> None:
    """Raise Refused for what is no e-mail address."""
    try:
        validate_email(email)
    except ValidationError:
        refuse("bad_email", "email", f"{email!r} is no e-mail address.", "Check how it is spelt.")


def check_password(password: str, *, email: str, name: str) -> None:
    """Raise Refused for a password that is too easily guessed, with every reason."""
    try:
        validate_password(password, User(email=email, name=name))
    except ValidationError as error:
        remedy = "Choose a longer one that is nobody's name and no common word."
        refuse("weak_password", "password", " ".join(error.messages), remedy)
