"""A fact as somebody outside tells it: named by their aliases, not yet by our keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from .fact import Value

LONGEST_ID = 100
"""Characters of a fact's id and of its sender's name."""

LONGEST_ALIAS = 320
"""Characters of an alias: the longest e-mail address that RFC 5321 allows."""


class Alias(NamedTuple):
    """A name from outside: the system or kind of name (``email``, ``user``, ``crm`` …) and it.

    Values are as compared: e-mail addresses and domains in lower case, nothing around them.
    """

    space: str
    value: str


@dataclass(frozen=True, slots=True)
class Told:
    """One fact as told, checked but not yet resolved.

    ``lead``, ``account`` and ``visitor`` hold the aliases it names, strongest first; a fact
    names at least one of them, or is of a kind that accounts for the workspace (spend,
    people).  ``other`` are the aliases of the lead that a merge gives up.  ``occurred_at`` is
    in microseconds, UTC.  ``content`` is a digest of what was said, transport fields aside:
    the same content under the same sender and id is the same fact.
    """

    kind: str
    occurred_at: int
    sender: str
    id: str
    lead: tuple[Alias, ...] = ()
    account: tuple[Alias, ...] = ()
    visitor: Alias | None = None
    other: tuple[Alias, ...] = ()
    date_only: bool = False
    source: str | None = None
    campaign: str | None = None
    actor: str | None = None
    properties: Mapping[str, Value] = field(default_factory=dict)
    content: bytes = b""
