"""The forms of `people`."""

from __future__ import annotations

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
