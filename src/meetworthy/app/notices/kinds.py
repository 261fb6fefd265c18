"""What there is to be told of, the ways of hearing of it, and who hears how unless they choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meetworthy.app.people.models import Role


class Kind(StrEnum):
    """What a notice is about."""

    NEW = "new"
    POOL = "pool"
    WARNED = "warned"
    ESCALATED = "escalated"
    MEETING = "meeting"
    CONFIRM = "confirm"
    OUTCOME = "outcome"
    DISPUTE = "dispute"
    SIGN = "sign"


class Way(StrEnum):
    """How somebody hears of it."""

    MAIL = "mail"
    CHAT = "chat"
    DIGEST = "digest"
    NEVER = "never"


WAYS: Mapping[Way, Promise] = {
    Way.MAIL: _("at once, by mail"),
    Way.CHAT: _("at once, in your chat"),
    Way.DIGEST: _("in the digest"),
    Way.NEVER: _("never"),
}
"""Each way in words."""


@dataclass(frozen=True, slots=True)
class About:
    """A kind in words, and how it is heard of by whoever has not chosen."""

    label: Promise
    what: Promise
    usual: Way


KINDS: Mapping[Kind, About] = {
    Kind.NEW: About(
        _("A lead for me"), _("It was given to me, or mine is up for review."), Way.MAIL
    ),
    Kind.POOL: About(
        _("A lead that nobody has"), _("It waits for whoever of my role takes it."), Way.DIGEST
    ),
    Kind.WARNED: About(
        _("A clock of mine warns"),
        _("Part of the time is over, and nothing answered it."),
        Way.MAIL,
    ),
    Kind.ESCALATED: About(
        _("A clock ran out"), _("It is escalated to me, by the definition."), Way.MAIL
    ),
    Kind.MEETING: About(
        _("A meeting of mine"), _("It was booked, moved or cancelled by somebody else."), Way.MAIL
    ),
    Kind.CONFIRM: About(
        _("A meeting to confirm"), _("It was held, and I say whether it was worth it."), Way.MAIL
    ),
    Kind.OUTCOME: About(
        _("What became of a meeting I booked"),
        _("It was missed, confirmed or declined, or its dispute was decided."),
        Way.MAIL,
    ),
    Kind.DISPUTE: About(
        _("A dispute that I decide"),
        _("A meeting was declined, and the booker disagrees."),
        Way.MAIL,
    ),
    Kind.SIGN: About(
        _("A definition that needs my signature"), _("The other team has signed it."), Way.MAIL
    ),
}
"""Every kind, in the order in which people choose."""

OF_POOL = frozenset({Role.SDR.value})
"""Roles that hear of leads that nobody has, unless they choose: those who take them."""


def usual(kind: Kind, role: str) -> Way:
    """Return how somebody hears of a kind who has not chosen."""
    if kind is Kind.POOL and role not in OF_POOL:
        return Way.NEVER
    return KINDS[kind].usual
