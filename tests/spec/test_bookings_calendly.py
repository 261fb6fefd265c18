"""What Calendly's messages tell, one by one and in any order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking_payloads import GUEST, HOST, calendly, calendly_signed
from meetworthy.connect.bookings import SHOWN
from meetworthy.connect.calendly.read import SYSTEM, read_body
from meetworthy.connect.calendly.signature import verify
from meetworthy.connect.conformance import breaches
from meetworthy.connect.reading import Reading
from meetworthy.connect.registry import systems
from meetworthy.handoff.meetings import Standing, meetings_of
from meetworthy.model.fact import Fact
from meetworthy.model.kinds import KINDS
from meetworthy.model.time import SECOND

READING = Reading(sender="calendly", received_at=1_778_500_000_000_000, kinds=KINDS)
T1, T2, T3 = "2026-05-01T09:00:00Z", "2026-05-02T09:00:00Z", "2026-05-03T09:00:00Z"

CREATED = calendly("invitee.created", 1, T1, day=10)
MOVED = [  # one move, as the two messages that it comes in
    calendly("invitee.canceled", 1, T2, new=2),
    calendly("invitee.created", 2, T2, day=12, old=1),
]
MOVED_AGAIN = [
    calendly("invitee.canceled", 2, T3, new=3, old=1),
    calendly("invitee.created", 3, T3, day=14, old=2),
]


def told(body):
    return [fact for _, read in read_body(body, READING) for fact in read]


def standing(bodies):
    """The meetings after messages that came in an order, as judging sees them: by their time."""
    facts = {
        one.id: Fact(
            one.kind,
            one.occurred_at,
            one.sender,
            one.id,
            actor=one.actor,
            properties=one.properties,
        )
        for body in bodies
        for one in told(body)
    }
    return meetings_of(sorted(facts.values(), key=lambda fact: (fact.occurred_at, fact.id)))


def test_an_invitee_is_the_guest_of_a_meeting():
    booked = told(CREATED)[-1]
    assert (booked.kind, booked.lead, booked.actor) == (
        "meeting.booked",
        (("email", GUEST),),
        SYSTEM,
    )
    assert booked.properties == {
        "meeting": "event-1/invitee-1",
        "starts_at": "2026-05-10T14:30:00+00:00",
        "ends_at": "2026-05-10T14:45:00+00:00",
        "host": HOST,
        "title": "15 Minute Meeting",
        "place": "https://zoom.example/j/1",
    }


def test_one_of_us_who_booked_for_the_guest_is_the_booker():
    by_us = "https://api.calendly.com/users/U1"
    assert told(calendly("invitee.created", 1, T1, invitee_scheduled_by=by_us))[-1].actor == HOST


def test_a_cancellation_says_by_whom_and_why():
    (cancelled,) = told(calendly("invitee.canceled", 1, T2))
    assert cancelled.properties == {
        "meeting": "event-1/invitee-1",
        "by": "guest",
        "words": "Meeting conflict",
    }


@given(st.permutations([CREATED, *MOVED]))
def test_a_move_is_one_meeting_in_whichever_order_its_messages_come(bodies):
    (meeting,) = standing(bodies)
    assert meeting.standing is Standing.BOOKED
    assert meeting.moves == 1
    assert meeting.names == ("event-1/invitee-1", "event-2/invitee-2")


@given(st.permutations([CREATED, *MOVED, *MOVED_AGAIN]), st.data())
def test_two_moves_are_one_meeting_in_any_order_and_any_number_of_times(bodies, data):
    again = data.draw(st.lists(st.sampled_from(bodies), max_size=3))
    (meeting,) = standing([*bodies, *again])
    assert (meeting.standing, meeting.moves) == (Standing.BOOKED, 2)
    assert len(meeting.names) == 3
    assert meeting.cancelled is None


@given(st.permutations([CREATED, *MOVED, calendly("invitee.canceled", 2, T3)]))
def test_one_that_is_cancelled_after_a_move_is_cancelled(bodies):
    (meeting,) = standing(bodies)
    assert meeting.standing is Standing.CANCELLED


def test_an_absent_invitee_missed_the_meeting_and_the_mark_can_be_taken_back():
    (missed,) = told(calendly("invitee_no_show.created", 1, T3))
    assert missed.properties == {"meeting": "event-1/invitee-1", "by": "guest"}
    (back,) = told(calendly("invitee_no_show.deleted", 1, T3))
    assert (back.kind, back.properties["fact"]) == ("fact.retracted", SHOWN + "event-1/invitee-1")


@pytest.mark.parametrize("event", ["routing_form_submission.created", "event_type.updated"])
def test_what_is_about_no_meeting_tells_nothing(event):
    assert read_body({"event": event, "created_at": T1, "payload": {}}, READING) == [("event", ())]


@pytest.mark.parametrize(
    "body",
    [
        None,
        {"event": 7},
        {"event": "invitee.created", "created_at": T1},
        {"event": "invitee.created", "created_at": T1, "payload": {"uri": "x"}},
        calendly("invitee.created", 1, T1, email="nobody"),
        calendly("invitee.created", 1, T1, scheduled_event=None),
        calendly("invitee.created", 1, T1, uri=None),
    ],
)
def test_what_can_not_be_read_is_said_with_its_place(body):
    ((_, problems),) = read_body(body, READING)
    assert {problem.kind for problem in problems} == {"booking_unreadable"}


def test_it_keeps_to_the_rules_for_systems():
    found, _ = systems()
    for body in (CREATED, *MOVED, calendly("invitee_no_show.deleted", 1, T3), []):
        assert breaches(found["calendly"], body, READING) == []


def test_a_body_is_taken_by_a_fresh_signature_of_a_secret_in_force_only():
    raw, headers = calendly_signed(CREATED, "key", seconds=1_000)
    signed = headers["Calendly-Webhook-Signature"]

    def found(header=signed, body=raw, secrets=("key",), at=1_000):
        return [p.kind for p in verify(body, header, secrets=secrets, at=at * SECOND)]

    assert found() == []
    assert found(at=1_180) == []
    assert found(at=1_181) == ["webhook_time"]
    assert found(at=819) == ["webhook_time"]
    assert found(secrets=("other", "key")) == []
    assert found(secrets=("other",)) == ["webhook_signature"]
    assert found(secrets=()) == ["webhook_signature"]
    assert found(body=raw + b" ") == ["webhook_signature"]
    assert found(header=signed.replace("t=1000", "t=1001")) == ["webhook_signature"]
    for header in ("", "v1=abc", "t=1000", "t=x,v1=abc", "t=1000,t=1001,v1=a"):
        assert found(header=header) == ["webhook_unsigned"]
