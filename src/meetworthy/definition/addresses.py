"""People, teams and pages as a definition names them.

Readers take text and return what it means, or raise ``ValueError`` whose message is the cause
and the remedy, joined by ``|``, as those of ``definition.units`` do.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from meetworthy.model.text import folded

from .language import ACCOUNT_OWNER, TEAM

ROLES = ("sdr", "sales")
"""The roles that leads and quotas can be given to."""

ARBITERS = ("sales",)
"""The roles that may decide a dispute: who decides holds a sales role."""

_PERSON = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")
_UNSEEN = re.compile(r"[\s\x00-\x1f\x7f\\]")


def is_person(text: str) -> bool:
    """Say whether a text is the e-mail address of a person."""
    return _PERSON.fullmatch(text) is not None


def name_of(text: str) -> str:
    """Return a person, team or role as it is compared: small letters, single spaces."""
    return " ".join(folded(text).split())


def is_holder(text: str) -> bool:
    """Say whether a text names who can have a quota: a person, a team or a role."""
    name = name_of(text)
    return is_person(name) or name in ROLES or bool(name.startswith(TEAM) and name[len(TEAM) :])


def is_taker(text: str) -> bool:
    """Say whether a text names who can get a lead; the owner of its account as well."""
    return name_of(text) == ACCOUNT_OWNER or is_holder(text)


def is_arbiter(text: str) -> bool:
    """Say whether a text names who can decide a dispute."""
    return is_person(name_of(text)) or name_of(text) in ARBITERS


def parse_page(text: str) -> str:
    """Return the address of a page that people can be sent to; encrypted only."""
    remedy = "Write the whole address: `https://cal.example.com/demo`."
    try:
        parts = urlsplit(text)
        fine = parts.scheme == "https" and bool(parts.hostname) and parts.username is None
        parts.port  # noqa: B018 - reading it is what finds a port that is none
    except ValueError as error:
        raise ValueError(f"`{text[:60]}` is not an address.|{remedy}") from error
    if not fine or _UNSEEN.search(text):
        raise ValueError(f"`{text[:60]}` is not an `https` address of a page.|{remedy}")
    return text
