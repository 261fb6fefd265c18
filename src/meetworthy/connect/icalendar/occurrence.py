"""One occurrence of an event, as a calendar says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b

from meetworthy.connect.bookings import Person, firm_of


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who was asked to come; ``answer`` is their PARTSTAT in lower case."""

    person: Person
    answer: str = ""

    @property
    def has_declined(self) -> bool:
        """Whether they said that they do not come."""
        return self.answer == "declined"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An event at one time; instants are microseconds, UTC.

    ``recurrence`` is the time at which it was to be, where it is one of several.  ``changed_at``
    is when the calendar says it was last changed, ``created_at`` when it was made.
    """

    uid: str
    starts_at: int
    ends_at: int
    recurrence: str = ""
    sequence: int = 0
    is_cancelled: bool = False
    title: str = ""
    place: str = ""
    organizer: Person | None = None
    attendees: tuple[Attendee, ...] = ()
    created_at: int | None = None
    changed_at: int | None = None
    line: int | None = None

    @property
    def name(self) -> str:
        """The meeting's name: a digest, because ids of calendars often hold addresses."""
        whole = f"{self.uid}\n{self.recurrence}".encode("utf-8", "replace")
        return "ical:" + blake2b(whole, digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Own:
    """Who belongs to the workspace: members' addresses with their roles, and its domains."""

    members: Mapping[str, str]

    @property
    def firms(self) -> frozenset[str]:
        """The domains of the members' addresses; free mail belongs to nobody."""
        return frozenset(filter(None, map(firm_of, self.members)))

    def is_own(self, person: Person) -> bool:
        """Say whether somebody is of the workspace's own company."""
        return person.email in self.members or firm_of(person.email) in self.firms


@dataclass(frozen=True, slots=True)
class Held:
    """An occurrence that is a meeting: its guest, the host among us, and who of us booked it."""

    of: Occurrence
    guest: Person
    host: str
    booker: str
    is_off: bool
    by: str = ""  # who called it off: guest or host

    @property
    def digest(self) -> str:
        """What changes whenever a calendar says the meeting is another than before."""
        said = (
            self.of.starts_at,
            self.of.ends_at,
            self.host,
            self.of.title,
            self.of.place,
            self.is_off,
        )
        return blake2b(repr(said).encode("utf-8", "replace"), digest_size=16).hexdigest()


SYSTEM = "calendar"
"""Who booked, where a calendar does not say that one of us did."""

_ORDER = {"sales": 0, "sdr": 1}


def meeting_of(one: Occurrence, own: Own, *, guest: str = "") -> Held | None:
    """Return the meeting that an occurrence is; None where nobody from elsewhere is asked.

    ``guest`` is who it was before, who stays it as long as they are asked.  The host is a
    salesperson among us who comes, else an SDR, else any member.  The organizer booked it where
    another of us hosts it: who sits in their own meeting may have been booked by anybody.
    """
    strangers = [each for each in one.attendees if not own.is_own(each.person)]
    if one.organizer is not None and not own.is_own(one.organizer):
        strangers = [Attendee(one.organizer), *strangers]
    stays = [each for each in strangers if each.person.email == guest]
    if not strangers:
        return None
    chosen = next(iter([*stays, *(s for s in strangers if not s.has_declined), *strangers]))
    ours = _ours(one, own)
    if not ours:
        return None
    host = min(ours, key=lambda email: _ORDER.get(own.members[email], 2))
    organizer = one.organizer.email if one.organizer is not None else ""
    booked = organizer in own.members and organizer != host
    return Held(
        of=one,
        guest=chosen.person,
        host=host,
        booker=organizer if booked else SYSTEM,
        is_off=one.is_cancelled or chosen.has_declined,
        by="guest" if chosen.has_declined and not one.is_cancelled else "",
    )


def _ours(one: Occurrence, own: Own) -> list[str]:
    """Return the members who come, in the order in which they are named, the organizer first."""
    said = [] if one.organizer is None else [Attendee(one.organizer)]
    coming = [each for each in (*said, *one.attendees) if not each.has_declined]
    return list(dict.fromkeys(e.person.email for e in coming if e.person.email in own.members))
