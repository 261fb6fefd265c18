"""Who holds which role when: only sales makes an SQL, and the booker does not confirm."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
    """Return the roles that ``person.described`` facts state; `until` is a date, exclusive.

    A role without `until` holds until its sender describes the role of that person again.
    """
    stated: dict[tuple[str, str], list[Fact]] = {}
    for fact in facts:
        person, role = fact.properties.get("person"), fact.properties.get("role")
        if fact.kind == "person.described" and person is not None and role is not None:
            stated.setdefault((str(person), fact.sender), []).append(fact)
    roles: dict[str, list[tuple[str, int, int]]] = {}
    for (person, _), theirs in stated.items():
        starts = sorted({fact.occurred_at for fact in theirs})
        spans = [
            (
                str(fact.properties["role"]).strip().lower(),
                fact.occurred_at,
                _end(fact, starts, zone),
            )
            for fact in theirs
        ]
        roles.setdefault(person, []).extend(spans)
    return People({person: tuple(spans) for person, spans in roles.items()})


def _end(fact: Fact, starts: Sequence[int], zone: str) -> int:
    """Return when a stated role ends: as said, or when its sender states the next one."""
    until = fact.properties.get("until")
    if until is not None:
        return start_of_day(date.fromisoformat(str(until)), zone)
    return next((start for start in starts if start > fact.occurred_at), NEVER)
