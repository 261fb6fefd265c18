"""Quotas: how many confirmed meetings somebody owes a month, and how far they have come.

A quota is the definition's.  What somebody owes of it is less while they are new (the ramp) and
by the share of the month's working time in which they are away.  Progress is in confirmed
meetings, each credited to who booked it, in the month in which it became one; what was booked,
accepted and held stands beside it, never instead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from meetworthy.definition.language import TEAM, BusinessHours, Quota
from meetworthy.model.text import folded
from meetworthy.model.time import start_of_day

from .business_time import business_between
from .calendar import Calendar, Span
from .roster import Person, Roster

USUAL_HOURS = BusinessHours((0, 1, 2, 3, 4), 9 * 60, 17 * 60)
"""The week by which absences are weighed where a definition states no hours; chosen by eye."""


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month of a zone, as instants: its start, and that of the next."""

    first: date
    start: int
    end: int

    @property
    def text(self) -> str:
        """The month as `YYYY-MM`."""
        return f"{self.first:%Y-%m}"


@dataclass(frozen=True, slots=True)
class Met:
    """A meeting as quotas see it: who booked it, and when it was booked, accepted and held."""

    booker: str
    booked_at: int | None
    accepted_at: int | None = None
    held_at: int | None = None


@dataclass(frozen=True, slots=True)
class Credit:
    """A sales qualified meeting: who booked it, and when it became one.

    ``settled``: an arbiter decided it.  ``own``: who booked it confirmed it.
    """

    booker: str
    at: int
    settled: bool = False
    own: bool = False


@dataclass(frozen=True, slots=True)
class Owed:
    """What somebody owes of a quota in a month.

    ``ramp`` is their share while new, ``present`` the share of the month's working time in which
    they are there; ``target`` is the product of all three, in meetings.  ``by_now`` is what of
    it falls into the working time that has passed.
    """

    quota: Quota
    ramp: float
    present: float
    target: float
    by_now: float


@dataclass(frozen=True, slots=True)
class Progress:
    """How far somebody has come in a month; ``owed`` is None for who has no quota."""

    person: str
    name: str
    owed: Owed | None
    confirmed: int = 0
    settled: int = 0  # of the confirmed: by an arbiter, after a dispute
    own: int = 0  # of the confirmed: by who booked it
    booked: int = 0
    accepted: int = 0
    held: int = 0

    @property
    def share(self) -> float | None:
        """The share of the target that is confirmed; None where nothing is owed."""
        if self.owed is None or self.owed.target <= 0:
            return None
        return self.confirmed / self.owed.target


@dataclass(frozen=True, slots=True)
class Terms:
    """What quotas are reckoned by: they, the team's week, and the zone of its months."""

    quotas: tuple[Quota, ...]
    hours: BusinessHours | None
    zone: str


def month_of(day: date, zone: str) -> Month:
    """Return the month of a day."""
    first = day.replace(day=1)
    return Month(first, start_of_day(first, zone), start_of_day(_following(first), zone))


def month_before(month: Month, zone: str) -> Month:
    """Return the month before a month."""
    first = month.first
    return month_of(date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1), zone)


def _following(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def quota_of(quotas: Sequence[Quota], person: Person) -> Quota | None:
    """Return a person's quota: their own, else their team's, else their role's."""
    by_name = {quota.who: quota for quota in quotas}
    if person.has_left:
        return None
    team = TEAM + " ".join(folded(person.team).split())
    return next((by_name[w] for w in (person.email, team, person.role) if w in by_name), None)


def owed_by(person: Person, quota: Quota, month: Month, terms: Terms, *, at: int) -> Owed:
    """Return what somebody owes of a quota in a month, as known at an instant."""
    ramp = ramp_of(quota, person.came, month)
    hours = terms.hours or USUAL_HOURS
    whole = person.calendar(hours, terms.zone)
    there = Calendar(whole.hours, whole.zone, (*whole.absences, *_before(person, month, terms)))
    usual = business_between(Calendar(whole.hours, whole.zone), month.start, month.end)
    present = business_between(there, month.start, month.end) / usual if usual else 0.0
    passed = business_between(there, month.start, min(max(at, month.start), month.end))
    target = quota.meetings * ramp * present
    by_now = quota.meetings * ramp * passed / usual if usual else 0.0
    return Owed(quota, ramp, present, target, by_now)


def ramp_of(quota: Quota, since: date | None, month: Month) -> float:
    """Return the share of a quota that somebody owes in a month of theirs.

    Nothing before they came; all of it after the ramp, and where nobody said when they came.
    """
    if since is None:
        return 1.0
    number = (month.first.year - since.year) * 12 + month.first.month - since.month
    if number < 0:
        return 0.0
    return quota.ramp[number] if number < len(quota.ramp) else 1.0


def _before(person: Person, month: Month, terms: Terms) -> tuple[Span, ...]:
    """Return the part of a month in which somebody had not come yet."""
    if person.came is None:
        return ()
    came = start_of_day(person.came, terms.zone)
    return (Span(month.start, min(came, month.end)),) if came > month.start else ()


def progress(
    terms: Terms,
    roster: Roster,
    met: Iterable[Met],
    entered: Iterable[Credit],
    month: Month,
    *,
    at: int,
) -> tuple[Progress, ...]:
    """Return how far everybody has come in a month, by name: who has a quota, or a meeting.

    ``roster`` is as of the month's end, or of now in a month that is not over.
    """
    counts = _counted(met, entered, month)
    people = {person.email: person for quota in terms.quotas for person in roster.named(quota.who)}
    for name in {booker for booker, _ in counts}:
        people.setdefault(name, roster.person(name) or Person(name, name=name))
    found = [_one(terms, person, counts, month, at) for person in people.values()]
    return tuple(sorted(found, key=lambda one: (one.name.lower(), one.person)))


def _one(
    terms: Terms, person: Person, counts: Counter[tuple[str, str]], month: Month, at: int
) -> Progress:
    quota = quota_of(terms.quotas, person)
    owed = None if quota is None else owed_by(person, quota, month, terms, at=at)
    numbers = {what: counts[person.email, what] for what in _COUNTED}
    return Progress(person.email, person.name or person.email, owed, **numbers)


_COUNTED = ("confirmed", "settled", "own", "booked", "accepted", "held")


def _counted(
    met: Iterable[Met], entered: Iterable[Credit], month: Month
) -> Counter[tuple[str, str]]:
    """Return how many there were in a month, by who booked the meeting and what it was."""
    found: Counter[tuple[str, str]] = Counter()

    def count(booker: str, what: str, at: int | None) -> None:
        if booker.strip() and at is not None and month.start <= at < month.end:
            found[booker.strip().lower(), what] += 1

    for one in met:
        count(one.booker, "booked", one.booked_at)
        count(one.booker, "accepted", one.accepted_at)
        count(one.booker, "held", one.held_at)
    for credit in entered:
        count(credit.booker, "confirmed", credit.at)
        count(credit.booker, "settled", credit.at if credit.settled else None)
        count(credit.booker, "own", credit.at if credit.own else None)
    return found
