"""What Cal.com's messages tell, one by one."""

from __future__ import annotations

import pytest

from booking_payloads import GUEST, HOST, cal, cal_no_show, cal_signed
from meetworthy.connect.bookings import SHOWN
from meetworthy.connect.calcom.read import SYSTEM, read_body
from meetworthy.connect.calcom.signature import NO_SECRET, verify
from meetworthy.connect.conformance import breaches
from meetworthy.connect.reading import Reading
from meetworthy.connect.registry import systems
from meetworthy.handoff.meetings import Standing, meetings_of
from meetworthy.model.fact import Fact
from meetworthy.model.kinds import KINDS

READING = Reading(sender="cal", received_at=1_778_500_000_000_000, kinds=KINDS)
T1, T2, T3 = "2026-05-01T09:00:00.000Z", "2026-05-02T09:00:00.000Z", "2026-05-03T09:00:00.000Z"


def told(body):
    return [fact for _, read in read_body(body, READING) for fact in read]


def of_kind(body, kind):
    (fact,) = [one for one in told(body) if one.kind == kind]
    return fact


def as_facts(*bodies):
    facts = [
        Fact(
            one.kind,
            one.occurred_at,
            one.sender,
            one.id,
            actor=one.actor,
            properties=one.properties,
        )
        for body in bodies
        for one in told(body)
    ]
    return sorted(facts, key=lambda fact: fact.occurred_at)


def test_a_booking_is_its_guests_meeting():
    booked = of_kind(cal("BOOKING_CREATED", T1), "meeting.booked")
    assert booked.lead == (("email", GUEST),)
    assert booked.actor == SYSTEM
    assert booked.properties == {
        "meeting": "uid-1",
        "starts_at": "2026-05-10T14:30:00+00:00",
        "ends_at": "2026-05-10T15:30:00+00:00",
        "host": HOST,
        "title": "Strategy Session",
        "place": "https://video.example.com/room",
    }


def test_the_guest_gets_the_name_that_they_gave():
    assert of_kind(cal("BOOKING_CREATED", T1), "lead.described").properties == {
        "name": "Jonas Weber"
    }


@pytest.mark.parametrize(
    "more",
    [
        {"metadata": {"booked_by": "Maya@northwind.example"}},
        {
            "responses": {
                "email": {"value": GUEST},
                "booked-by": {"value": "maya@northwind.example"},
            }
        },
    ],
)
def test_one_of_us_who_booked_for_the_guest_is_the_booker(more):
    booked = of_kind(cal("BOOKING_CREATED", T1, **more), "meeting.booked")
    assert booked.actor == "maya@northwind.example"


def test_a_colleague_of_the_host_is_not_the_guest():
    people = [
        {"email": "maya@northwind.example", "name": "Maya"},
        {"email": GUEST, "name": "Jonas"},
    ]
    booked = of_kind(cal("BOOKING_CREATED", T1, attendees=people, responses={}), "meeting.booked")
    assert booked.lead == (("email", GUEST),)
    assert told(cal("BOOKING_CREATED", T1, attendees=people[:1], responses={})) == []


def test_a_moved_booking_has_a_new_id_and_is_the_same_meeting():
    moved = cal(
        "BOOKING_RESCHEDULED", T2, "uid-2", rescheduleUid="uid-1", startTime="2026-05-12T10:00:00Z"
    )
    (meeting,) = meetings_of(as_facts(cal("BOOKING_CREATED", T1), moved))
    assert (meeting.name, meeting.names, meeting.moves) == ("uid-1", ("uid-1", "uid-2"), 1)
    assert meeting.standing is Standing.BOOKED


def test_a_cancelled_booking_says_by_whom_and_why():
    said = {"cancellationReason": "No\x07 time\nthis week", "cancelledBy": GUEST}
    cancelled = of_kind(cal("BOOKING_CANCELLED", T2, **said), "meeting.cancelled")
    assert cancelled.properties == {
        "meeting": "uid-1",
        "by": "guest",
        "words": "No  time\nthis week",
    }


def test_the_other_half_of_a_move_cancels_nothing():
    assert told(cal("BOOKING_CANCELLED", T2, rescheduledToUid="uid-2")) == []


@pytest.mark.parametrize(
    "trigger",
    ["BOOKING_REQUESTED", "BOOKING_REJECTED", "MEETING_STARTED", "MEETING_ENDED", "PING",
     "BOOKING_PAID", "FORM_SUBMITTED", "SOMETHING_NEW"],
)  # fmt: skip
def test_what_is_no_meeting_and_no_proof_of_one_tells_nothing(trigger):
    assert read_body(cal(trigger, T2), READING) == [("event", ())]
    assert read_body({"triggerEvent": trigger, "createdAt": T2}, READING) == [("event", ())]


def test_an_absent_guest_missed_the_meeting():
    missed = of_kind(cal_no_show(T3, absent=True), "meeting.missed")
    assert missed.properties == {"meeting": "uid-1", "by": "guest"}


def test_a_mark_that_is_taken_back_names_the_meeting():
    back = of_kind(cal_no_show(T3, absent=False), "fact.retracted")
    assert back.properties["fact"] == SHOWN + "uid-1"


def test_the_same_message_again_tells_the_same_facts():
    again = cal("BOOKING_CREATED", T1)
    assert told(again) == told(cal("BOOKING_CREATED", T1))


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"content": "A new event has been scheduled"},  # a template of one's own
        {"triggerEvent": "BOOKING_CREATED", "createdAt": T1},
        {"triggerEvent": "BOOKING_CREATED", "createdAt": "yesterday", "payload": {}},
        cal("BOOKING_CREATED", T1, startTime=7),
        cal("BOOKING_CREATED", T1, startTime="0001-01-01T00:00:00Z"),
        cal("BOOKING_CREATED", T1, endTime="2100-01-01T00:00:00Z"),
        cal("BOOKING_CREATED", T1, uid=None),
        cal_no_show(T1, absent=True, email="nobody"),
    ],
)
def test_what_can_not_be_read_is_said_with_its_place(body):
    ((_, problems),) = read_body(body, READING)
    assert {problem.kind for problem in problems} == {"booking_unreadable"}
    assert all(problem.place.field and problem.remedy for problem in problems)


def test_it_keeps_to_the_rules_for_systems():
    found, _ = systems()
    for body in (cal("BOOKING_CREATED", T1), cal_no_show(T2, absent=False), None):
        assert breaches(found["calcom"], body, READING) == []


def test_a_body_is_taken_by_the_signature_of_a_secret_in_force_only():
    raw, headers = cal_signed(cal("BOOKING_CREATED", T1), "new")
    signed = headers["X-Cal-Signature-256"]
    assert verify(raw, signed, secrets=["new", "old"]) == []
    assert verify(raw, signed.upper(), secrets=["new"]) == []
    assert [p.kind for p in verify(raw, signed, secrets=["old"])] == ["webhook_signature"]
    assert [p.kind for p in verify(raw + b" ", signed, secrets=["new"])] == ["webhook_signature"]
    assert [p.kind for p in verify(raw, signed, secrets=[])] == ["webhook_signature"]
    assert [p.kind for p in verify(raw, signed, secrets=[""])] == ["webhook_signature"]
    assert [p.kind for p in verify(raw, "é", secrets=["new"])] == ["webhook_signature"]


@pytest.mark.parametrize("header", ["", " ", NO_SECRET])
def test_a_message_without_a_secret_is_refused(header):
    raw, _ = cal_signed(cal("BOOKING_CREATED", T1), "")
    assert [p.kind for p in verify(raw, header, secrets=["new"])] == ["webhook_unsigned"]
    assert [p.kind for p in verify(raw, header, secrets=[])] == ["webhook_unsigned"]
