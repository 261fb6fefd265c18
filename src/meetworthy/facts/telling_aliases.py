"""The aliases that a fact as told names: compared as the files' aliases are."""

from __future__ import annotations

import re
from functools import lru_cache

from meetworthy.model.text import folded
from meetworthy.model.told import LONGEST_ALIAS, Alias

from .accounts import account_domain
from .aliases import PLACEHOLDERS, is_domain, is_email
from .telling_faults import Faults, named, shown
from .telling_text import read_name

EMAIL, USER, ANONYMOUS, DOMAIN, GROUP = "email", "user", "anonymous", "domain", "group"
"""Spaces of aliases that every installation knows: address, login, cookie, domain, group."""

MOST_ALIASES = 20
"""Of one lead or account in one fact; chosen by eye, more than a company has systems."""

_SPACE = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_HOST = re.compile(r"(?:[a-z]+://)?(?:[^/@]*@)?([^/:?#]+)")


def read_aliases(
    field: str, given: object, faults: Faults, *, of_account: bool = False
) -> tuple[Alias, ...]:
    """Return the aliases of an object ``{space: name}``, strongest first.

    Ids come before addresses and domains: those change hands and are shared.  Placeholders,
    and of an account free-mail domains, name nobody and are left out.
    """
    if given is None:
        return ()
    if not isinstance(given, dict) or len(given) > MOST_ALIASES:
        faults.add(
            "aliases_unreadable",
            field,
            f"This is {named(given)}, not an object of at most {MOST_ALIASES} aliases.",
            'Name it as in {"email": "jo@acme.com", "crm": "4711"}.',
        )
        return ()
    found = [_alias(field, space, value, faults, of_account) for space, value in given.items()]
    return strongest_first([alias for alias in found if alias is not None])


def strongest_first(aliases: list[Alias]) -> tuple[Alias, ...]:
    """Return aliases in the order in which they are to be trusted, whatever order they came in."""
    return tuple(sorted(set(aliases), key=_strength)) if len(aliases) > 1 else tuple(aliases)


def _strength(alias: Alias) -> tuple[bool, str, str]:
    return is_email(alias.space) or is_domain(alias.space), alias.space, alias.value


def _alias(field: str, space: str, value: object, faults: Faults, of_account: bool) -> Alias | None:
    where = f"{field}.{shown(space)}"
    if _SPACE.fullmatch(space) is None:
        faults.add(
            "alias_space_unfit",
            where,
            "The kind of alias is not written in lower-case letters, digits and `_`.",
            "Write it as in crm or billing_id.",
        )
        return None
    if is_email(space):
        return email_alias(value, where, faults, space)
    if of_account and is_domain(space):
        return domain_alias(value, where, faults, space)
    return name_alias(space, value, where, faults)


def name_alias(space: str, value: object, field: str, faults: Faults) -> Alias | None:
    """Return the alias of a name as another system writes it; None where it names nobody."""
    name = read_name(value, field, faults, LONGEST_ALIAS)
    if name is None or (len(name) < 32 and name.lower() in PLACEHOLDERS):
        return None
    return Alias(space, name)


def email_alias(value: object, field: str, faults: Faults, space: str = EMAIL) -> Alias | None:
    """Return the alias of an e-mail address, in lower case; None where it names nobody."""
    address = read_name(value, field, faults, LONGEST_ALIAS)
    if address is None or folded(address) in PLACEHOLDERS:
        return None
    if not is_address(address):
        faults.add(
            "alias_unfit",
            field,
            f"`{shown(address)}` is not an e-mail address.",
            "Correct it, or send it under another name.",
        )
        return None
    return Alias(space, folded(address))


def domain_alias(value: object, field: str, faults: Faults, space: str = DOMAIN) -> Alias | None:
    """Return the alias of a company's domain, from a host, a web or an e-mail address."""
    said = read_name(value, field, faults, LONGEST_ALIAS)
    domain = None if said is None else _domain(folded(said))
    return None if domain is None else Alias(space, domain)


def is_address(text: str) -> bool:
    """Say whether a text has the form of an e-mail address."""
    return _EMAIL.fullmatch(text) is not None


def account_of(lead: tuple[Alias, ...]) -> Alias | None:
    """Return the domain that a lead's e-mail address belongs to; None for free mail."""
    for alias in lead:
        if is_email(alias.space) and (domain := _domain(alias.value)) is not None:
            return Alias(DOMAIN, domain)
    return None


@lru_cache(maxsize=4096)
def _domain(said: str) -> str | None:
    host = _HOST.match(said)
    return None if host is None or said in PLACEHOLDERS else account_domain(host[1])
