"""Names as the ledger knows them: one word for what mappings call in many ways.

A mapping may call the column of addresses ``mail`` and a browser's id ``cookie``; what is told
live says ``email`` and ``anonymous``.  To be one person they must be in one space.
"""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2b

from meetworthy.facts.aliases import is_domain, is_email
from meetworthy.facts.telling_aliases import ANONYMOUS, DOMAIN, EMAIL, GROUP, USER
from meetworthy.model.told import LONGEST_ALIAS, LONGEST_ID

_DIGEST_BYTES = 20

_WORDS = {
    "l": {"e_mail": EMAIL, "mail": EMAIL, "user_id": USER, "userid": USER},
    "a": {"group_id": GROUP, "groupid": GROUP},
    "v": {
        "cookie": ANONYMOUS,
        "visitor": ANONYMOUS,
        "visitor_id": ANONYMOUS,
        "anonymous_id": ANONYMOUS,
        "anonymousid": ANONYMOUS,
    },
}
"""What mappings usually call the names that clients send, by entity; collected by eye."""


@lru_cache(maxsize=1024)
def space_of(entity: str, namespace: str) -> str:
    """Return the space of aliases that a mapping's namespace means.

    Letter case, spaces and hyphens do not tell namespaces apart, as nobody means them to.
    """
    space = re.sub(r"[^\w]+", "_", namespace.casefold()).strip("_") or "id"
    if entity == "a" and is_domain(space):
        return DOMAIN
    return _WORDS.get(entity, {}).get(space, space)


def is_shared(entity: str, space: str) -> bool:
    """Say whether names of a space come last: they change hands, are shared, or nobody sends them.

    A fact names a visitor by one alias only: the one that websites send, where there is one.
    """
    if entity == "v":
        return space != ANONYMOUS
    return is_email(space) or (entity == "a" and is_domain(space))


def short(text: str, longest: int) -> str:
    """Return a name no longer than the ledger keeps: its start and a digest of all of it."""
    if len(text) <= longest:
        return text
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES).hexdigest()
    return f"{text[: longest - len(digest) - 1]}~{digest}"


def short_id(text: str) -> str:
    """Return an id (of a fact, a sender) no longer than the ledger keeps."""
    return short(text, LONGEST_ID)


def short_alias(text: str) -> str:
    """Return an alias's value no longer than the ledger keeps."""
    return short(text, LONGEST_ALIAS)
