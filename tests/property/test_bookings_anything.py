"""Whatever a booking system or a calendar says, the answer is facts or problems, never an error."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from booking_payloads import cal, cal_no_show, calendly
from meetworthy.connect.calcom.signature import verify as verify_calcom
from meetworthy.connect.calendly.signature import verify as verify_calendly
from meetworthy.connect.conformance import breaches
from meetworthy.connect.icalendar.occurrence import Own, meeting_of
from meetworthy.connect.icalendar.read import read_calendar
from meetworthy.connect.reading import Reading
from meetworthy.connect.registry import systems
from meetworthy.model.kinds import KINDS
from meetworthy.model.time import instant_of
from property.test_connect_anything import JSON

T = "2026-05-01T09:00:00Z"
AT = instant_of(datetime(2026, 5, 4, 8, 0, tzinfo=UTC))
READING = Reading(sender="cal", received_at=AT, kinds=KINDS)
RIGHT = [
    ("calcom", cal("BOOKING_CREATED", T)),
    ("calcom", cal("BOOKING_RESCHEDULED", T, "uid-2", rescheduleUid="uid-1", rescheduledBy="a@b")),
    ("calcom", cal("BOOKING_CANCELLED", T, cancelledBy="a@b.c")),
    ("calcom", cal_no_show(T, absent=True)),
    ("calendly", calendly("invitee.created", 2, T, old=1)),
    ("calendly", calendly("invitee.canceled", 1, T)),
    ("calendly", calendly("invitee_no_show.created", 1, T)),
    ("calendly", calendly("invitee_no_show.deleted", 1, T)),
]  # fmt: skip


def paths(value, here=()):
    """Every place in a JSON value."""
    yield here
    inner = value.items() if isinstance(value, dict) else ()
    inner = enumerate(value) if isinstance(value, list) else inner
    for name, each in inner:
        yield from paths(each, (*here, name))


def spoiled(value, path, by):
    """A copy with what stands at a place replaced."""
    if not path:
        return by
    copy = value.copy()
    copy[path[0]] = spoiled(copy[path[0]], path[1:], by)
    return copy


@given(st.sampled_from(RIGHT), st.data(), JSON, st.booleans())
@settings(max_examples=200)
def test_a_booking_of_which_anything_is_anything_is_answered(right, data, by, public):
    name, body = right
    found, _ = systems()
    path = data.draw(st.sampled_from(list(paths(body))))
    reading = Reading(sender="cal", received_at=AT, kinds=KINDS, public=public)
    assert breaches(found[name], spoiled(body, path, by), reading) == []


@given(st.binary(max_size=60), st.text(max_size=80))
def test_no_header_that_was_made_up_signs_a_body(body, header):
    assert verify_calcom(body, header, secrets=["right"])
    assert verify_calendly(body, header, secrets=["right"], at=AT)


EVENT = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:e1
DTSTART;TZID=Europe/Berlin:20260506T120000
DTEND;TZID=Europe/Berlin:20260506T123000
RRULE:FREQ=WEEKLY;COUNT=3
EXDATE;TZID=Europe/Berlin:20260513T120000
SUMMARY:Intro
ORGANIZER;CN=Maya:mailto:maya@northwind.com
ATTENDEE;CN=Jonas;PARTSTAT=ACCEPTED:mailto:jonas@bright-partner.de
SEQUENCE:1
CREATED:20260401T080000Z
END:VEVENT
END:VCALENDAR"""
LINES = EVENT.splitlines()
WORDS = ["", "RRULE:FREQ=DAILY;COUNT=-1", "DTSTART:x", "DTEND:00010101T000000",
         "ATTENDEE:", "UID:", "DTSTART;TZID=Nowhere/At All:20260506T120000", "DURATION:-P1D",
         "BEGIN:VEVENT", "END:VEVENT",
         "RRULE:FREQ=WEEKLY;INTERVAL=0", "RRULE:FREQ=WEEKLY;UNTIL=20260601", "SEQUENCE:many",
         "DTSTART;VALUE=DATE:20260506", "RDATE:20260507T120000Z", "EXDATE:x", "\x00",
         "ORGANIZER:x", "RECURRENCE-ID:20260513T120000Z", "DTSTART:99991231T235959Z",
         "X" * 500]  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, len(LINES) - 1), st.sampled_from(WORDS)), max_size=3))
@settings(max_examples=60)
@example([(3, "DTSTART:00010101T000000Z")])
@example([(3, "RRULE:FREQ=DAILY"), (7, "DTSTART:99991231T235959Z")])
def test_a_calendar_with_lines_that_are_wrong_is_answered(changed):
    lines = list(LINES)
    for place, line in changed:
        lines[place] = line
    _reads("\r\n".join(lines).encode())


@given(st.binary(max_size=200))
def test_any_bytes_are_answered(raw):
    _reads(raw)
    _reads(b"BEGIN:VCALENDAR\r\n" + raw)


@pytest.mark.parametrize("depth", [50, 5_000])
def test_a_calendar_that_is_nested_without_end_is_answered(depth):
    _reads(b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * depth)


def _reads(raw: bytes) -> None:
    own = Own({"maya@northwind.com": "sales"})
    found = read_calendar(raw, place="x.ics", at=AT, zone="Europe/Berlin")
    for one in found.occurrences:
        assert one.ends_at >= one.starts_at
        meeting_of(one, own)
    for problem in found.problems:
        assert problem.cause
        assert problem.remedy
        assert json.dumps(str(problem))
