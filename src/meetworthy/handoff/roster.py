"""Who there is to hand leads to: people as facts describe them, and when they are away.

What is said of a person adds up: a later fact changes only what it says.  ``none`` takes back a
text (no team any more), and a capacity below nothing takes back the person's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from meetworthy.definition.language import TEAM, BusinessHours
from meetworthy.definition.units import parse_hours, parse_zone
from meetworthy.judge.gather import retracted_keys
from meetworthy.judge.people import people_in
from meetworthy.model.fact import Fact, Value
from meetworthy.model.text import folded
from meetworthy.model.time import NEVER, instant_of, moment_of

from .calendar import Calendar, Span, joined
from .regions import is_region

DESCRIBED, ABSENT = "person.described", "person.absent"

NONE = "none"
"""The role of who has left, and the text by which something else said before is taken back."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may get leads, as known at an instant.

    ``capacity`` is how many open leads they take, None as the definition says; ``weight`` their
    share of turns, of which those without any get none.  ``hours`` and ``zone`` are None where
    they work as the team does; ``absences`` are in order and apart.
    """

    email: str
    name: str = ""
    role: str = ""
    team: str = ""
    manager: str = ""
    skills: frozenset[str] = frozenset()
    capacity: int | None = None
    weight: float = 1.0
    since: date | None = None
    hours: BusinessHours | None = None
    zone: str | None = None
    absences: tuple[Span, ...] = ()
    joined: date | None = None

    @property
    def came(self) -> date | None:
        """Return when they came: as somebody said, else when they joined."""
        return self.since or self.joined

    @property
    def has_left(self) -> bool:
        """Whether they have no role any more."""
        return self.role == NONE

    def absent_until(self, at: int) -> int | None:
        """Return when an absence at an instant ends; None where they are there.

        ``NEVER`` for one of which nobody said when it ends.
        """
        return next((span.end for span in self.absences if span.start <= at < span.end), None)

    def calendar(self, hours: BusinessHours, zone: str) -> Calendar:
        """Return when they work: their own hours and zone where said, else those given."""
        return Calendar(self.hours or hours, self.zone or zone, self.absences)


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody who was ever described, by e-mail address, as known at an instant."""

    people: Mapping[str, Person] = field(default_factory=dict)
    _groups: dict[str, list[Person]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    kept: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What others worked out of this roster and keep with it: it never changes."""

    def __post_init__(self) -> None:
        for _, person in sorted(self.people.items()):
            for word in _words_for(person):
                self._groups.setdefault(word, []).append(person)

    def named(self, word: str) -> tuple[Person, ...]:
        """Return whom a word names, in order of address: an address, a role, or `team x`.

        Who has left is named by nothing.
        """
        return tuple(self._groups.get(_as_word(word), ()))

    def person(self, email: str) -> Person | None:
        """Return who has an address, whether they have left or not; None for a stranger."""
        return self.people.get(email.strip().lower())

    def is_absent(self, email: str, at: int) -> bool:
        """Say whether somebody is away at an instant; a stranger is not."""
        person = self.person(email)
        return person is not None and person.absent_until(at) is not None

    def managers_of(self, email: str) -> tuple[Person, ...]:
        """Return a person's managers, the nearest first; those who left are passed over."""
        found: list[Person] = []
        seen = {email.strip().lower()}
        person = self.person(email)
        while person is not None and person.manager and person.manager not in seen:
            seen.add(person.manager)
            person = self.person(person.manager)
            if person is not None and not person.has_left:
                found.append(person)
        return tuple(found)


def _words_for(person: Person) -> Iterator[str]:
    if person.has_left:
        return
    yield person.email
    if person.role:
        yield person.role
    if person.team:
        yield TEAM + folded(person.team)


def _as_word(word: str) -> str:
    word = " ".join(folded(word).split())
    return TEAM + word.removeprefix(TEAM).strip() if word.startswith(TEAM) else word


# -- from facts ---------------------------------------------------------------------------------


def roster_in(facts: Iterable[Fact], *, at: int, zone: str) -> Roster:
    """Return the roster that facts state by an instant (inclusive).

    ``zone`` is where days begin.  Facts of other kinds are passed over, but for those that
    retract; what can't be read (a region that does not exist) counts as unsaid.
    """
    told = sorted(
        (fact for fact in facts if fact.occurred_at <= at),
        key=lambda fact: (fact.occurred_at, fact.sender, fact.id),
    )
    gone = retracted_keys(told)
    standing = [fact for fact in told if (fact.sender, fact.id) not in gone]
    said: dict[str, dict[str, Value]] = {}
    away: dict[str, list[Span]] = {}
    for fact in standing:
        person = str(fact.properties.get("person", "")).strip().lower()
        if person and fact.kind == DESCRIBED:
            said.setdefault(person, {}).update(fact.properties)
        elif person and fact.kind == ABSENT:
            said.setdefault(person, {})
            away.setdefault(person, []).extend(absence_in(fact, zone))
    roles = _roles(standing, at, zone)
    unheld: tuple[str, date | None] = ("", None)
    return Roster(
        {
            email: _person(email, properties, roles.get(email, unheld), away.get(email, []))
            for email, properties in said.items()
        }
    )


def changes_in(facts: Iterable[Fact], *, zone: str) -> tuple[int, ...]:
    """Return the instants at which the roster of these facts becomes another, in order."""
    facts = list(facts)
    ends = {
        end for spans in people_in(facts, zone).roles.values() for _, _, end in spans if end < NEVER
    }
    return tuple(sorted(ends | {fact.occurred_at for fact in facts}))


def absence_in(fact: Fact, zone: str) -> Iterator[Span]:
    """Yield the absence that a fact states, from when it was told where it says no start."""
    said = fact.properties
    since = _moment(said.get("since"), zone) if "since" in said else fact.occurred_at
    until = _moment(said.get("until"), zone) if "until" in said else NEVER
    if since is not None and until is not None and since < until:
        yield Span(since, until)


def _roles(facts: Sequence[Fact], at: int, zone: str) -> dict[str, tuple[str, date | None]]:
    """Return each person's role at an instant, and the day on which they joined.

    The role is that which began last; `none` after the last.
    """
    found: dict[str, tuple[str, date | None]] = {}
    for person, spans in people_in(facts, zone).roles.items():
        held = [(start, role) for role, start, until in spans if start <= at < until]
        role = max(held)[1] if held else NONE
        found[person.strip().lower()] = role, _joined(spans, at, zone)
    return found


def _joined(spans: Iterable[tuple[str, int, int]], at: int, zone: str) -> date | None:
    """Return the day on which the last unbroken run of roles began."""
    held = sorted((start, until) for role, start, until in spans if role != NONE and start <= at)
    runs = joined(tuple(Span(start, until) for start, until in held if start < until))
    return moment_of(runs[-1].start).astimezone(ZoneInfo(zone)).date() if runs else None


def _person(
    email: str, said: Mapping[str, Value], held: tuple[str, date | None], away: list[Span]
) -> Person:
    role, began = held
    capacity = said.get("capacity")
    weight = said.get("weight")
    since = said.get("since")
    return Person(
        email=email,
        name=_text(said, "name") or email,
        role=role,
        team=_text(said, "team"),
        manager=_text(said, "manager").lower(),
        skills=skills_in(_text(said, "skills")),
        capacity=int(capacity) if isinstance(capacity, int) and capacity >= 0 else None,
        weight=max(0.0, float(weight)) if isinstance(weight, int | float) else 1.0,
        since=date.fromisoformat(str(since)) if since is not None else None,
        hours=_hours(said),
        zone=_zone(said),
        absences=joined(tuple(away)),
        joined=began,
    )


def skills_in(text: str) -> frozenset[str]:
    """Return the skills that a text lists, separated by commas, compared without case."""
    return frozenset(folded(each.strip()) for each in text.split(",") if each.strip())


def _text(said: Mapping[str, Value], name: str) -> str:
    text = str(said.get(name, "")).strip()
    return "" if text.lower() == NONE else text


def _hours(said: Mapping[str, Value]) -> BusinessHours | None:
    days, start, end = (_text(said, name) for name in ("days", "from", "to"))
    region = _text(said, "holidays")
    if not (days and start and end):
        return None
    try:
        return parse_hours(days, start, end, region if region and is_region(region) else None)
    except ValueError:
        return None


def _zone(said: Mapping[str, Value]) -> str | None:
    try:
        return parse_zone(_text(said, "zone")) if _text(said, "zone") else None
    except ValueError:
        return None


def _moment(said: object, zone: str) -> int | None:
    """Return an instant as a fact states it; one without an offset, or a day, is in the zone."""
    try:
        moment = datetime.fromisoformat(str(said))
    except ValueError:
        return None
    return instant_of(moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone)))
