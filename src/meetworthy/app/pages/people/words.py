"""What each role is for, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meetworthy.app.people.models import Role

FOR: Mapping[Role, Promise] = {
    Role.ADMIN: _("connects data, invites people, activates definitions; decides on no lead"),
    Role.MARKETING: _("writes definitions and signs them for marketing"),
    Role.SDR: _("accepts and rejects leads, records what they learn, books meetings"),
    Role.SALES: _("the same, confirms meetings, signs definitions for sales"),
    Role.VIEWER: _("sees everything, changes nothing"),
}
"""Each role, as the people page says it; `abilities.MAY` is what holds."""

CHOICES = [(role.value, role.label, FOR[role]) for role in Role]
"""The roles as forms offer them: value, label, what it is for."""
