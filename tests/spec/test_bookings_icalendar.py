"""What an iCalendar file says of meetings, from its lines to the facts that follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from meetworthy.connect.icalendar.changes import GONE, Known, changes
from meetworthy.connect.icalendar.occurrence import SYSTEM, Own, meeting_of
from meetworthy.connect.icalendar.read import (
    AFTER,
    LARGEST,
    MOST_OCCURRENCES,
    read_calendar,
)
from meetworthy.model.time import DAY, HOUR, instant_of, moment_of

AT = instant_of(datetime(2026, 5, 4, 8, 0, tzinfo=UTC))
OWN = Own(
    {"dario@northwind.com": "sales", "maya@northwind.com": "sdr", "ada@northwind.com": "admin"}
)
GUEST = "jonas@bright-partner.de"

PEOPLE = """ORGANIZER;CN=Maya Okafor:mailto:maya@northwind.com
ATTENDEE;CN=Dario;PARTSTAT=ACCEPTED:mailto:Dario@Northwind.com
ATTENDEE;CN=Jonas Weber;PARTSTAT=NEEDS-ACTION:mailto:jonas@bright-partner.de
ATTENDEE;CUTYPE=ROOM:mailto:room7@bright-partner.de"""


def event(
    start="DTSTART:20260506T120000Z",
    more="",
    *,
    uid="e1@google.com",
    people=PEOPLE,
    end="DTEND:20260506T123000Z",
):
    lines = ["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260501T080000Z", start, end,
             "SUMMARY:Intro", "LOCATION:Room 7", people, more, "END:VEVENT"]  # fmt: skip
    return "\n".join(line for line in lines if line)


def calendar(*events):
    text = "\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//EN", *events, "END:VCALENDAR"]
    )
    return text.replace("\n", "\r\n").encode()


def read(*events, at=AT, zone="Europe/Berlin", **more):
    return read_calendar(calendar(*events), place="maya.ics", at=at, zone=zone, **more)


def times(found):
    return [f"{moment_of(one.starts_at):%m-%d %H:%M}" for one in found.occurrences]


def held(*events, **more):
    found = [meeting_of(one, OWN, **more) for one in read(*events).occurrences]
    return [one for one in found if one is not None]


# -- reading ------------------------------------------------------------------------------------


def test_an_event_is_read_with_its_people():
    (one,) = read(event()).occurrences
    assert (one.title, one.place, one.sequence) == ("Intro", "Room 7", 0)
    assert one.organizer.email == "maya@northwind.com"
    assert [each.person.email for each in one.attendees] == ["dario@northwind.com", GUEST]


@pytest.mark.parametrize(
    ("start", "utc"),
    [
        ("DTSTART:20260506T120000Z", "05-06 12:00"),
        ("DTSTART;TZID=America/New_York:20260506T120000", "05-06 16:00"),
        ("DTSTART:20260506T120000", "05-06 10:00"),  # no zone: the workspace's
    ],
)
def test_times_are_in_their_zone(start, utc):
    assert times(read(event(start, end="DURATION:PT45M"))) == [utc]


def test_a_zone_that_the_file_itself_defines_is_its_zone():
    zone = """BEGIN:VTIMEZONE
TZID:Odd
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0330
TZOFFSETTO:+0330
END:STANDARD
END:VTIMEZONE"""
    assert times(read(zone, event("DTSTART;TZID=Odd:20260506T120000", end=""))) == ["05-06 08:30"]


def odd_zone(offset, rule=""):
    part = f"DTSTART:19700101T000000\nTZOFFSETFROM:{offset}\nTZOFFSETTO:{offset}\n{rule}".strip()
    halves = "\n".join(f"BEGIN:{name}\n{part}\nEND:{name}" for name in ("STANDARD", "DAYLIGHT"))
    return f"BEGIN:VTIMEZONE\nTZID:Customized Time Zone\n{halves}\nEND:VTIMEZONE"


def test_zones_of_one_name_are_each_calendars_own():
    odd = event("DTSTART;TZID=Customized Time Zone:20260506T120000", end="")
    assert times(read(odd_zone("+0300"), odd)) == ["05-06 09:00"]
    assert times(read(odd_zone("-0500"), odd)) == ["05-06 17:00"]


@pytest.mark.parametrize("name", ["Customized Time Zone", "America", "x" * 300])
def test_a_time_in_a_zone_that_nobody_knows_is_refused(name):
    read(odd_zone("+0300"))  # another calendar's
    found = read(event(f"DTSTART;TZID={name}:20260506T120000", end=""), event(uid="good"))
    assert [problem.kind for problem in found.problems] == ["event_unreadable"]
    assert f"unknown time zone {name}"[:40] in found.problems[0].cause
    assert times(found) == ["05-06 12:00"]


@pytest.mark.parametrize("rule", ["RRULE:FREQ=SECONDLY", "RRULE:FREQ=YEARLY;INTERVAL=0"])
def test_a_zone_that_changes_without_end_is_refused(rule):
    odd = event("DTSTART;TZID=Customized Time Zone:20260506T120000", end="")
    found = read(odd_zone("+0300", rule), odd)
    assert [problem.kind for problem in found.problems] == ["calendar_unreadable"]
    assert not found.is_whole


def test_an_event_that_does_not_say_when_it_begins_is_refused():
    twice = event("DTSTART:20260506T120000Z\nDTSTART:20260507T120000Z", uid="twice")
    found = read(event("", uid="never"), twice)
    assert [problem.kind for problem in found.problems] == ["event_unreadable"] * 2


@pytest.mark.parametrize("end", ["DTEND:20260506T113000Z", "DURATION:-PT30M"])
def test_an_event_that_ends_before_it_begins_is_refused_and_others_are_taken(end):
    found = read(event(end=end, uid="back"), event(uid="good"))
    (problem,) = found.problems
    assert (problem.kind, problem.place.line) == ("event_unreadable", 5)
    assert "it ends before it begins" in problem.cause
    assert [one.uid for one in found.occurrences] == ["good"]


def test_a_series_is_its_occurrences_from_a_month_ago_to_three_months_ahead():
    found = read(event("DTSTART;TZID=Europe/Berlin:20200106T100000", "RRULE:FREQ=WEEKLY;BYDAY=MO",
                       end="DURATION:PT30M"))  # fmt: skip
    assert times(found)[:2] == ["04-06 08:00", "04-13 08:00"]
    assert len(found.occurrences) == 17
    assert len({one.name for one in found.occurrences}) == 17


def test_a_weekly_meeting_stays_at_its_hour_when_clocks_change():
    at = instant_of(datetime(2026, 10, 20, tzinfo=UTC))
    series = event("DTSTART;TZID=Europe/Berlin:20261019T100000", "RRULE:FREQ=WEEKLY;COUNT=2",
                   end="DURATION:PT30M")  # fmt: skip
    assert times(read(series, at=at)) == ["10-19 08:00", "10-26 09:00"]


def test_one_occurrence_that_was_moved_keeps_its_name():
    series = event("DTSTART:20260506T120000Z", "RRULE:FREQ=WEEKLY;COUNT=3", end="")
    moved = event("DTSTART:20260514T150000Z", "RECURRENCE-ID:20260513T120000Z", end="")
    before = {one.recurrence: one.name for one in read(series).occurrences}
    after = {one.recurrence: one.name for one in read(series, moved).occurrences}
    assert before == after
    assert times(read(series, moved)) == ["05-06 12:00", "05-14 15:00", "05-20 12:00"]


def test_an_occurrence_that_is_left_out_is_not_there():
    series = event("DTSTART:20260506T120000Z", "RRULE:FREQ=WEEKLY;COUNT=3\nEXDATE:20260513T120000Z",
                   end="")  # fmt: skip
    assert times(read(series)) == ["05-06 12:00", "05-20 12:00"]


def test_whole_days_and_events_nobody_is_asked_to_are_no_meetings():
    whole = event("DTSTART;VALUE=DATE:20260506", end="")
    alone = event(people="ORGANIZER:mailto:maya@northwind.com", uid="alone")
    assert held(whole, alone) == []


# -- which of them are meetings with a guest ------------------------------------------------------


def test_the_guest_is_from_elsewhere_and_the_host_is_a_salesperson_who_comes():
    (one,) = held(event())
    assert (one.guest.email, one.guest.name) == (GUEST, "Jonas Weber")
    assert (one.host, one.booker) == ("dario@northwind.com", "maya@northwind.com")


def test_whoever_sits_in_their_own_meeting_may_have_been_booked_by_anybody():
    people = f"ORGANIZER:mailto:dario@northwind.com\nATTENDEE:mailto:{GUEST}"
    (one,) = held(event(people=people))
    assert (one.host, one.booker) == ("dario@northwind.com", SYSTEM)


@pytest.mark.parametrize(
    "people",
    [
        "ORGANIZER:mailto:maya@northwind.com\nATTENDEE:mailto:dario@northwind.com",
        "ORGANIZER:mailto:maya@northwind.com\nATTENDEE:mailto:new.hire@northwind.com",
        f"ORGANIZER:mailto:{GUEST}\nATTENDEE:mailto:other@elsewhere.com",
        "ORGANIZER:mailto:maya@northwind.com\nATTENDEE;CUTYPE=ROOM:mailto:room@hotel.com",
        "ORGANIZER:invalid\nATTENDEE:mailto:not-an-address",
    ],
)
def test_meetings_among_ourselves_and_without_us_are_none(people):
    assert held(event(people=people)) == []


def test_a_guest_who_invited_us_is_the_guest():
    people = f"ORGANIZER:mailto:{GUEST}\nATTENDEE:mailto:maya@northwind.com"
    (one,) = held(event(people=people))
    assert (one.guest.email, one.host, one.booker) == (GUEST, "maya@northwind.com", SYSTEM)


def test_a_guest_who_declines_calls_it_off():
    (one,) = held(event(people=PEOPLE.replace("NEEDS-ACTION", "DECLINED")))
    assert (one.is_off, one.by) == (True, "guest")


def test_the_name_holds_no_address():
    (one,) = read(event()).occurrences
    assert "@" not in one.name


# -- which facts follow ---------------------------------------------------------------------------


def step(known, *events, at=AT, until=None, own=OWN):
    """Look at a calendar; returns what happened, and what is known after it."""
    found = read(*events, at=at)
    before = dict(known)
    now = [
        one
        for each in found.occurrences
        if (one := meeting_of(each, own, guest=_guest(before, each.name))) is not None
    ]
    until = at + AFTER if until is None else until
    happened = []
    for change in changes(now, before, at=at, sender="cal", until=until):
        happened += change.happened
        before[change.known.name] = change.known
    return happened, before


def _guest(known, name):
    return known[name].guest.email if name in known else ""


def kinds(happened):
    return [one.kind for one in happened]


def test_a_new_meeting_is_booked_when_the_calendar_says_it_was_made():
    happened, known = step({}, event(more="CREATED:20260420T070000Z"))
    assert kinds(happened) == ["meeting.booked"]
    assert happened[0].at == "2026-04-20T07:00:00+00:00"
    assert happened[0].actor == "maya@northwind.com"
    assert kinds(step(known, event(more="CREATED:20260420T070000Z"))[0]) == []


@pytest.mark.parametrize("created", ["19700101T000000Z", "20300101T000000Z"])
def test_a_time_that_can_not_be_is_not_believed(created):
    happened, _ = step({}, event(more=f"CREATED:{created}"))
    assert happened[0].at == moment_of(AT).isoformat()


def test_another_time_is_a_move_and_the_same_again_is_nothing():
    _, known = step({}, event())
    later = event("DTSTART:20260507T120000Z", "SEQUENCE:1", end="DTEND:20260507T123000Z")
    happened, known = step(known, later, at=AT + HOUR)
    assert kinds(happened) == ["meeting.moved"]
    assert happened[0].said["starts_at"] == "2026-05-07T12:00:00+00:00"
    assert step(known, later, at=AT + 2 * HOUR)[0] == []


def test_a_cancelled_one_is_called_off_once_and_on_again():
    _, known = step({}, event())
    off, known = step(known, event(more="STATUS:CANCELLED"), at=AT + HOUR)
    assert kinds(off) == ["meeting.cancelled"]
    assert step(known, event(more="STATUS:CANCELLED"), at=AT + 2 * HOUR)[0] == []
    on, _ = step(known, event(), at=AT + 3 * HOUR)
    assert kinds(on) == ["fact.retracted", "meeting.moved"]


def test_one_that_was_off_when_it_was_first_seen_is_none():
    assert step({}, event(more="STATUS:CANCELLED")) == ([], {})


def test_what_is_gone_from_a_feed_was_called_off_if_it_was_ahead():
    _, known = step({}, event())
    happened, _ = step(known, at=AT + HOUR)
    assert kinds(happened) == ["meeting.cancelled"]
    assert happened[0].said["words"] == GONE
    assert step(known, at=AT + 10 * DAY)[0] == [], "it was past"
    assert step(known, at=AT + HOUR, until=0)[0] == [], "only a part was looked at"


def test_one_that_is_moved_far_ahead_is_not_gone():
    _, known = step({}, event())
    far = event("DTSTART:20261206T120000Z", end="DTEND:20261206T123000Z")
    assert kinds(step(known, far, at=AT + HOUR)[0]) == ["meeting.moved"]


def test_the_guest_stays_who_it_was_while_they_are_asked():
    _, known = step({}, event())
    more = PEOPLE.replace(
        "ATTENDEE;CN=Dario", "ATTENDEE:mailto:boss@bright-partner.de\nATTENDEE;CN=Dario"
    )
    assert step(known, event(people=more), at=AT + HOUR)[0] == []


# -- files that are wrong, or made to be slow -----------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (b"", 1),
        (b"<html>Sign in</html>", 1),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:\xff\xfe\r\n", 3),
        (b"BEGIN:VCALENDAR\r\nthis is no line of a calendar\r\nEND:VCALENDAR", 2),
    ],
)
def test_a_file_that_can_not_be_read_is_said_with_its_line(raw, line):
    found = read_calendar(raw, place="x.ics", at=AT, zone="UTC")
    (problem,) = found.problems
    assert (problem.kind, problem.place.line) == ("calendar_unreadable", line)
    assert not found.is_whole


def test_a_large_file_is_refused():
    found = read_calendar(b"BEGIN:VCALENDAR" + b" " * LARGEST, place="x", at=AT, zone="UTC")
    assert [problem.kind for problem in found.problems] == ["calendar_large"]


def test_one_bad_event_does_not_hide_the_others():
    bad = event("DTSTART:20269999T120000Z", uid="bad")
    found = read(event(), bad)
    assert times(found) == ["05-06 12:00"]


@pytest.mark.parametrize(
    "rule",
    [
        "RRULE:FREQ=SECONDLY",
        "RRULE:FREQ=WEEKLY;INTERVAL=0",
        "RRULE:FREQ=MINUTELY;INTERVAL=5",
        "RRULE:freq=hourly;COUNT=9",
        "RRULE:FREQ=DAILY;BYHOUR=9,10;BYMINUTE=0,10,20",
    ],
)
def test_what_repeats_more_than_daily_is_refused(rule):
    found = read(event(more=rule), event(uid="good"))
    assert [problem.kind for problem in found.problems] == ["event_repeats"]
    assert found.problems[0].place.line is not None
    assert times(found) == ["05-06 12:00"]


def test_what_repeats_since_long_ago_is_refused():
    found = read(event("DTSTART:00010101T120000Z", "RRULE:FREQ=DAILY", end=""))
    assert found.occurrences == []
    assert found.problems


def test_reading_stops_when_there_is_no_time_left():
    asked = iter([True, False])
    found = read(event(uid="1"), event(uid="2"), event(uid="3"), go_on=lambda: next(asked))
    assert len(found.occurrences) == 1
    assert not found.is_whole
    assert [problem.kind for problem in found.problems] == ["calendar_large"]


def test_so_many_occurrences_are_read_and_no_more():
    many = [
        event("DTSTART:20260505T120000Z", "RRULE:FREQ=DAILY", uid=str(n), end="") for n in range(70)
    ]
    found = read(*many)
    assert len(found.occurrences) <= MOST_OCCURRENCES + 200
    assert not found.is_whole


def test_what_is_known_of_a_meeting_changes_with_what_is_told():
    (one,) = held(event())
    other = replace(one, of=replace(one.of, title="Demo"))
    assert one.digest != other.digest
    assert isinstance(step({}, event())[1][one.of.name], Known)
