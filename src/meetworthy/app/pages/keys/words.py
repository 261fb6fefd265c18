"""What one may do, in words: the scopes of keys."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meetworthy.app.people.abilities import FOR_KEYS, Ability

ABILITIES: Mapping[Ability, tuple[Promise, Promise]] = {
    Ability.SEE: (_("see"), _("leads, numbers, definitions, sources")),
    Ability.RECORD: (_("record"), _("what a lead did or is")),
    Ability.ASSESS: (_("assess"), _("criteria, with their evidence")),
    Ability.DECIDE: (_("decide"), _("accept, reject, qualify, contact: what only sales does")),
    Ability.BOOK: (_("book"), _("meetings: booked, moved, held, missed")),
    Ability.CONFIRM: (_("confirm"), _("that a meeting was worth taking")),
    Ability.WRITE_DEFINITION: (_("write definitions"), _("drafts and their dry runs")),
    Ability.SIGN_MARKETING: (_("sign for marketing"), _("a version of the definition")),
    Ability.SIGN_SALES: (_("sign for sales"), _("a version of the definition")),
    Ability.ACTIVATE: (_("activate"), _("put a signed version in force, take it back")),
    Ability.MANAGE_DATA: (_("manage data"), _("sources, imports, quarantine, webhooks")),
    Ability.MANAGE_PEOPLE: (_("manage people"), _("members, roles, invitations")),
    Ability.MANAGE_KEYS: (_("manage keys"), _("make and revoke them")),
    Ability.ERASE: (_("erase"), _("a person, on request")),
}
"""Each ability: its name, and what it covers."""

SCOPES = [(one.value, *ABILITIES[one]) for one in Ability if one in FOR_KEYS]
"""What a key may be given, as forms offer it: value, name, what it covers."""


def ability_text(name: str) -> str:
    """Return an ability's name in words; one that there is no longer, as it was written."""
    return str(ABILITIES[Ability(name)][0]) if name in set(Ability) else name
