"""Who holds which role when: only sales makes an SQL, and the booker does not confirm."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from meetworthy.model.fact import Fact
from meetworthy.model.time import NEVER, start_of_day

SALES_SIDE = frozenset({"sales", "sdr"})
"""The roles that may decide a stage that sales decides."""

SALESPEOPLE = frozenset({"sales"})
"""The roles that may accept and confirm a meeting."""


@dataclass(frozen=True, slots=True)
class People:
    """The roles of each person: (role, from, until) in instants."""

    roles: Mapping[str, tuple[tuple[str, int, int], ...]] = field(default_factory=dict)

    def may(self, actor: str | None, roles: frozenset[str], at: int) -> bool:
        """Say whether a person held one of these roles; who was not known yet is not refused."""
        spans = () if actor is None else self.roles.get(actor, ())
        if all(at < start for _, start, _ in spans):
            return True
        return any(role in roles and start <= at < until for role, start, until in spans)


def people_in(facts: Iterable[Fact], zone: str) -> People:
    """Return the roles that ``person.described`` facts state; `until` is a date, exclusive."""
    roles: dict[str, list[tuple[str, int, int]]] = {}
    for fact in facts:
        person, role = fact.properties.get("person"), fact.properties.get("role")
        if fact.kind == "person.described" and person is not None and role is not None:
            until = fact.properties.get("until")
            end = NEVER if until is None else start_of_day(date.fromisoformat(str(until)), zone)
            span = (str(role).strip().lower(), fact.occurred_at, end)
            roles.setdefault(str(person), []).append(span)
    return People({person: tuple(spans) for person, spans in roles.items()})
