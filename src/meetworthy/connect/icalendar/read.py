"""Reading a calendar within bounds: its occurrences in a window, and what can't be read, by line.

A file may be wrong, or made to be slow.  So its size, its events and its occurrences are bounded,
rules that repeat more often than daily are refused, and a caller's ``go_on`` is asked between
series whether there is time left.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

from meetworthy.connect.bookings import Person, line
from meetworthy.facts.telling_aliases import is_address
from meetworthy.facts.telling_faults import shown
from meetworthy.model.problem import Place, Problem
from meetworthy.model.time import DAY, instant_of, moment_of

from .occurrence import Attendee, Occurrence
from .zones import parsed_alone

LARGEST = 5 * 1024 * 1024
"""Bytes of a calendar; chosen by eye: many years of one person's."""

MOST_EVENTS = 20_000
MOST_OF_ONE = 200
"""Occurrences of one series in a window; a daily one has 120."""

MOST_OCCURRENCES = 5_000
MOST_ATTENDEES = 200
MOST_PROBLEMS = 50
"""All of a calendar that is read; chosen by eye."""

BEFORE, AFTER = 30 * DAY, 90 * DAY
"""The window around now in which occurrences are looked at; chosen by eye: a quarter ahead."""

_OFTEN = re.compile(
    r"FREQ=(?:SECONDLY|MINUTELY|HOURLY)|BY(?:HOUR|MINUTE|SECOND)=[^;]*,|INTERVAL=[-+]?0*(?:;|$)",
    re.IGNORECASE,
)
"""Rules that no meeting has; an interval of nothing would be followed for ever."""

_EARLIEST_YEAR = 1970  # series begun earlier are placeholders, and slow to follow

Instant = int


@dataclass(slots=True)
class Calendar:
    """What was read: occurrences by time, problems, and whether all of the calendar was read."""

    occurrences: list[Occurrence] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    is_whole: bool = True

    def add(self, kind: str, where: Place, cause: str, remedy: str) -> None:
        """Note a problem; what is not said of one calendar is a number too large to read."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(kind, where, cause, remedy))


def read_calendar(
    raw: bytes,
    *,
    place: str,
    at: Instant,
    zone: str,
    go_on: Callable[[], bool] = lambda: True,
) -> Calendar:
    """Return the occurrences of a calendar from 30 days before ``at`` until 90 days after.

    Times without a zone are in ``zone``.  Never raises for what a calendar may hold.
    """
    found = Calendar()
    text = _text(raw, place, found)
    if text is None:
        return found
    lines = _lines_of(text)
    try:
        parsed = parsed_alone(text)
    except (ValueError, IndexError, KeyError, AttributeError, RecursionError) as error:
        found.is_whole = False
        where = Place(place, _line_in(str(error), text))
        cause = f"The calendar can't be read: {_said(error)}."
        found.add("calendar_unreadable", where, cause, "Export it again, as iCalendar (.ics).")
        return found
    restless = next((z for z in parsed.walk("VTIMEZONE") if any(map(_is_often, z.walk()))), None)
    if restless is not None:
        found.is_whole = False
        cause = f"The time zone `{shown(str(restless.get('TZID', '')))}` changes more than daily."
        found.add("calendar_unreadable", Place(place), cause, "No zone does; correct its rule.")
        return found
    _Reader(found, place, at, ZoneInfo(zone), lines).read(parsed, go_on)
    found.occurrences.sort(key=lambda one: (one.starts_at, one.uid, one.recurrence))
    return found


def _said(error: Exception) -> str:
    """Return what a library says is wrong, as a message may show it."""
    return shown(next(iter(str(error).splitlines()), "") or type(error).__name__)


def _text(raw: bytes, place: str, found: Calendar) -> str | None:
    where = Place(place)
    if len(raw) > LARGEST:
        cause = f"The calendar has more than {LARGEST:,} bytes."
        found.add("calendar_large", where, cause, "Export fewer years of it.")
    elif not raw.lstrip(b"\xef\xbb\xbf \r\n\t")[:15].upper().startswith(b"BEGIN:VCALENDAR"):
        cause = "The first line is not BEGIN:VCALENDAR, so this is no iCalendar file."
        found.add("calendar_unreadable", Place(place, 1), cause, "Send an .ics file.")
    else:
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            number = raw[: error.start].count(b"\n") + 1
            cause = "The calendar is not UTF-8 text."
            found.add("calendar_unreadable", Place(place, number), cause, "Save it as UTF-8.")
        else:
            return text.replace("\x00", "")
    found.is_whole = False
    return None


def _lines_of(text: str) -> dict[str, int]:
    """Return the line on which each event's id stands first, counted from 1."""
    found: dict[str, int] = {}
    for number, each in enumerate(text.splitlines(), 1):
        if each[:4].upper() == "UID:":
            found.setdefault(each[4:].strip(), number)
    return found


def _line_in(message: str, text: str) -> int | None:
    """Return the line that a parser's message quotes; None where it quotes none."""
    for number, each in enumerate(text.splitlines(), 1):
        if len(each) > 3 and each[:60] in message:
            return number
    return None


@dataclass(slots=True)
class _Reader:
    found: Calendar
    place: str
    at: Instant
    zone: ZoneInfo
    lines: dict[str, int]

    def read(self, parsed: Any, go_on: Callable[[], bool]) -> None:
        series: dict[str, list[Any]] = defaultdict(list)
        for number, event in enumerate(parsed.walk("VEVENT")):
            if number >= MOST_EVENTS:
                cause = f"The calendar has more than {MOST_EVENTS:,} events."
                self._cut(Place(self.place), cause, "Export fewer years of it.")
                break
            series[str(event.get("UID", "")).strip()].append(event)
        zones = list(parsed.walk("VTIMEZONE"))[:MOST_EVENTS]
        for uid, events in series.items():
            if not go_on():
                cause = "Reading the calendar took too long; the rest of it was left."
                self._cut(self._where(uid), cause, "Export fewer repeating events.")
                return
            if len(self.found.occurrences) >= MOST_OCCURRENCES:
                cause = f"There are more than {MOST_OCCURRENCES:,} occurrences in four months."
                self._cut(self._where(uid), cause, "Leave out calendars that are no meetings.")
                return
            self._read_series(uid, events, zones)

    def _read_series(self, uid: str, events: list[Any], zones: list[Any]) -> None:
        if not uid:
            cause = "An event has no UID, so it could not be told from another."
            self.found.add("event_unreadable", Place(self.place), cause, "Export it again.")
            return
        if not any(event.get("ATTENDEE") for event in events):
            return  # nobody was asked to come: no meeting, however often it repeats
        try:
            is_bomb = any(map(_repeats_too_often, events))
            if is_bomb:
                cause = "An event repeats more than daily, or since before 1970."
                remedy = "No meeting does; correct its rule."
                self.found.add("event_repeats", self._where(uid), cause, remedy)
                return
            for event in self._occurrences(events, zones):
                one = self._occurrence(uid, event, is_series=_is_series(events))
                if one is not None:
                    self.found.occurrences.append(one)
        # The libraries raise what their values raise; one bad event must not hide the others.
        except (
            ValueError,
            TypeError,
            KeyError,
            IndexError,
            AttributeError,
            OverflowError,
        ) as error:
            cause = f"The event can't be read: {_said(error)}."
            self.found.is_whole = False
            self.found.add("event_unreadable", self._where(uid), cause, "Correct it there.")

    def _occurrences(self, events: list[Any], zones: list[Any]) -> Iterable[Any]:
        start, end = moment_of(self.at - BEFORE), moment_of(self.at + AFTER)
        if not _is_series(events):
            return [each for each in events if self._is_in(each, start)]
        calendar = icalendar.Calendar()
        for each in (*zones, *events):
            calendar.add_component(each)
        found = recurring_ical_events.of(calendar).between(start, end)
        if len(found) > MOST_OF_ONE:
            uid = str(events[0].get("UID", ""))
            cause = f"An event repeats more than {MOST_OF_ONE} times in four months."
            self._cut(self._where(uid), cause, "No meeting does; correct its rule.")
        listed = list(found)[:MOST_OF_ONE]
        known = {str(each.get("RECURRENCE-ID")) for each in listed}
        moved = [e for e in events if e.get("RECURRENCE-ID") and self._is_in(e, start)]
        return [*listed, *(e for e in moved if str(e["RECURRENCE-ID"]) not in known)]

    def _is_in(self, event: Any, start: datetime) -> bool:
        """Say whether a single event, or one that was moved, is not long past.

        However far ahead it is: one that was moved far is still to take place.
        """
        begins = self._begins(event)
        return begins is not None and begins >= instant_of(start)

    def _occurrence(self, uid: str, event: Any, *, is_series: bool) -> Occurrence | None:
        starts_at = self._begins(event)
        if starts_at is None:
            return None  # a whole day is no meeting
        ends_at = self._end(event, starts_at)
        recurrence = event.get("RECURRENCE-ID") if is_series else None
        was = None if recurrence is None else self._instant(recurrence)
        return Occurrence(
            uid=uid,
            starts_at=starts_at,
            ends_at=ends_at,
            recurrence=str(starts_at if was is None else was) if is_series else "",
            sequence=int(event.get("SEQUENCE", 0) or 0),
            is_cancelled=str(event.get("STATUS", "")).upper() == "CANCELLED",
            title=line(str(event.get("SUMMARY", ""))),
            place=line(str(event.get("LOCATION", ""))),
            organizer=_person(event.get("ORGANIZER")),
            attendees=tuple(_attendees(event)),
            created_at=self._instant(event.get("CREATED")),
            changed_at=self._instant(event.get("LAST-MODIFIED")),
            line=self.lines.get(uid),
        )

    def _end(self, event: Any, starts_at: int) -> int:
        """Return when an event ends.  Raises ValueError where that is before it begins."""
        ends_at = self._instant(event.get("DTEND"))
        if ends_at is None and event.get("DURATION") is not None:
            length = event["DURATION"].dt
            ends_at = starts_at + length // timedelta(microseconds=1)
        if ends_at is not None and ends_at < starts_at:
            raise ValueError("it ends before it begins")
        return starts_at if ends_at is None else ends_at

    def _begins(self, event: Any) -> int | None:
        """Return when an event begins; None for a whole day.  Raises ValueError unless it says."""
        said = event.get("DTSTART")
        if said is None or isinstance(said, list):
            raise ValueError("DTSTART is missing" if said is None else "DTSTART is there twice")
        return self._instant(said)

    def _instant(self, said: Any) -> int | None:
        """Return the instant of a property; None for none, and for a day without a time.

        Raises ValueError for a time in a zone that nobody knows: it could be any.
        """
        moment: date | datetime | None = getattr(said, "dt", None)
        if not isinstance(moment, datetime):
            return None
        if moment.tzinfo is None and said.params.get("TZID"):
            raise ValueError(f"unknown time zone {said.params['TZID']}")
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=self.zone)
        return instant_of(moment.astimezone(UTC))

    def _where(self, uid: str) -> Place:
        return Place(self.place, self.lines.get(uid), "UID")

    def _cut(self, where: Place, cause: str, remedy: str) -> None:
        self.found.is_whole = False
        self.found.add("calendar_large", where, cause, remedy)


def _is_series(events: list[Any]) -> bool:
    return any(e.get("RRULE") or e.get("RDATE") or e.get("RECURRENCE-ID") for e in events)


def _repeats_too_often(event: Any) -> bool:
    if not event.get("RRULE") and not event.get("RDATE"):
        return False
    return _is_often(event) or event["DTSTART"].dt.year < _EARLIEST_YEAR


def _is_often(component: Any) -> bool:
    """Say whether a rule of an event, or of a part of a time zone, repeats more than daily."""
    rules = component.get("RRULE")
    listed = rules if isinstance(rules, list) else [] if rules is None else [rules]
    return any(_OFTEN.search(each.to_ical().decode("utf-8", "replace")) for each in listed)


def _attendees(event: Any) -> Iterator[Attendee]:
    said = event.get("ATTENDEE")
    for each in (said if isinstance(said, list) else [said])[:MOST_ATTENDEES]:
        person = _person(each)
        sort = str(each.params.get("CUTYPE", "")).upper() if person is not None else ""
        if person is not None and sort not in ("ROOM", "RESOURCE"):
            yield Attendee(person, str(each.params.get("PARTSTAT", "")).lower())


def _person(said: Any) -> Person | None:
    """Return somebody as a calendar names them: ``mailto:`` and an address."""
    if said is None or isinstance(said, list):
        return None
    _, _, address = str(said).rpartition(":")
    email = line(address).lower()
    name = line(str(said.params.get("CN", ""))) if hasattr(said, "params") else ""
    if not is_address(email):
        email = line(str(said.params.get("EMAIL", ""))).lower() if hasattr(said, "params") else ""
    return Person(email, "" if name.lower() == email else name) if is_address(email) else None
