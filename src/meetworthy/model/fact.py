"""A fact: something that happened, who says so, and when it was learned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Value = str | int | float | bool
"""What an attribute or a property may be; a date is its ISO text."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened; never changed, only followed by other facts.

    ``lead``, ``account`` and ``visitor`` are the keys by which facts are gathered: a fact is
    about a lead, about an account, or about a visitor nobody has identified yet.  Instants
    are microseconds, UTC.  ``date_only`` says that only the day of ``occurred_at`` is known.
    ``sender`` and ``id`` together name the fact for ever.
    """

    kind: str
    occurred_at: int
    sender: str
    id: str
    lead: int | None = None
    account: int | None = None
    visitor: int | None = None
    recorded_at: int = -1
    date_only: bool = False
    source: str | None = None
    campaign: str | None = None
    actor: str | None = None
    properties: Mapping[str, Value] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.recorded_at == -1:
            object.__setattr__(self, "recorded_at", self.occurred_at)
