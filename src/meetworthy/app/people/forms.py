"""The forms of `people`: joining, and those of django-allauth in our words."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as factor
from allauth.mfa.totp import forms as totp
from django import forms
from django.utils.translation import gettext_lazy as _


class JoinForm(forms.Form):
    """What an invited person who is new tells: a name, a password."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "name", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Choose a password"),
        help_text=_("At least ten characters; a sentence is easier to keep than a riddle."),
        max_length=500,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )


_LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "remember": _("Stay signed in on this device"),
    "oldpassword": _("Present password"),
    "password1": _("New password"),
    "password2": _("The new password again"),
    "code": _("Code from the app"),
}


class _InOurWords:
    """Labels fields as the rest of the product does, and takes placeholders away."""

    fields: dict[str, forms.Field]

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for name, field in self.fields.items():
            field.label = _LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)


class SignInForm(_InOurWords, account.LoginForm):  # type: ignore[misc]  # allauth ships no types
    """An address and a password."""


class ForgottenForm(_InOurWords, account.ResetPasswordForm):  # type: ignore[misc]  # as above
    """The address to send a link to."""


class ChosenForm(_InOurWords, account.ResetPasswordKeyForm):  # type: ignore[misc]  # as above
    """A new password, by a link."""


class ChangedForm(_InOurWords, account.ChangePasswordForm):  # type: ignore[misc]  # as above
    """A new password instead of the present one."""


class FirstForm(_InOurWords, account.SetPasswordForm):  # type: ignore[misc]  # as above
    """A password for somebody who has none."""


class ConfirmedForm(_InOurWords, account.ReauthenticateForm):  # type: ignore[misc]  # as above
    """The password once more."""


class FactorForm(_InOurWords, factor.AuthenticateForm):  # type: ignore[misc]  # as above
    """The second factor, when signing in."""


class FactorAgainForm(_InOurWords, factor.ReauthenticateForm):  # type: ignore[misc]  # as above
    """The second factor once more."""


class NewFactorForm(_InOurWords, totp.ActivateTOTPForm):  # type: ignore[misc]  # as above
    """The first code of a new app."""
