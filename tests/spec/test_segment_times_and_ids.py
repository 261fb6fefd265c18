"""Segment, chapter 4: when it happened, and how the same event is known again."""

from __future__ import annotations

import pytest

from meetworthy.connect.ids import part_id
from meetworthy.connect.reading import Reading
from meetworthy.connect.segment.limits import LARGEST_CALL, MOST_EVENTS
from meetworthy.connect.segment.read import alone, read_batch, read_event
from meetworthy.model.kinds import KINDS
from spec.segment import RECEIVED, at, clock, only, refused, told

# When


def test_the_client_s_clock_is_corrected_by_its_time_of_sending():
    """The visitor's clock is an hour slow; the view happened 20 s before it was sent."""
    fact = only(
        "page", anonymousId="a", timestamp="2026-03-01T08:29:40Z", sentAt="2026-03-01T08:30:00Z"
    )
    assert clock(fact) == "2026-03-01T09:29:45Z"


def test_without_a_time_of_sending_the_time_stands():
    assert clock(only("page", userId="u", timestamp="2026-03-01T08:29:40.250+01:00")) == (
        "2026-03-01T07:29:40.250000Z"
    )


def test_without_any_time_it_happened_when_it_was_received():
    assert clock(only("page", userId="u", sentAt="2026-03-01T08:30:00Z")) == RECEIVED


def test_a_clock_that_was_never_set_is_corrected_too():
    fact = only("page", userId="u", timestamp="1970-01-01T00:10:00Z", sentAt="1970-01-01T00:10:02Z")
    assert clock(fact) == "2026-03-01T09:30:03Z"


def test_newer_clients_send_the_original_time():
    fact = only(
        "page",
        userId="u",
        originalTimestamp="2026-03-01T08:00:00Z",
        timestamp="2026-03-01T07:00:00Z",
        sentAt="2026-03-01T08:00:02Z",
    )
    assert clock(fact) == "2026-03-01T09:30:03Z"


def test_what_segment_forwards_is_corrected_already():
    fact = only(
        "page",
        userId="u",
        originalTimestamp="2026-01-01T00:00:00Z",
        sentAt="2026-01-01T00:00:02Z",
        receivedAt="2026-01-01T08:00:02Z",
        timestamp="2026-01-01T08:00:00Z",
    )
    assert clock(fact) == "2026-01-01T08:00:00Z"


@pytest.mark.parametrize(
    ("timestamp", "problem"),
    [
        ("2026-03-01T08:29:40", "time_zone_missing"),
        ("2026-03-01", "time_zone_missing"),
        ("01/03/2026", "time_unreadable"),
        (1772357405, "time_unreadable"),
        ("1970-01-01T00:00:00Z", "time_absurd"),
        ("2026-03-02T09:30:06Z", "time_ahead"),
    ],
)
def test_times_that_say_nothing_certain_are_refused(timestamp, problem):
    assert refused("page", userId="u", timestamp=timestamp) == [(problem, "timestamp")]


# The same event again


def test_a_retry_has_the_same_id_and_content():
    first = only(
        "page", userId="u", timestamp="2026-03-01T09:00:00Z", sentAt="2026-03-01T09:00:01Z"
    )
    again = only(
        "page",
        userId="u",
        timestamp="2026-03-01T09:00:00Z",
        sentAt="2026-03-01T09:10:00Z",
        writeKey="k",
        integrations={"All": True},
        context={"library": {"name": "x"}, "ip": "203.0.113.9"},
        _metadata={"retryCount": 2},
    )
    assert (again.id, again.content) == (first.id, first.content)
    assert again.occurred_at != first.occurred_at  # which is why it is not part of the content


@pytest.mark.parametrize("changed", [{"name": "Home"}, {"userId": "v"}, {"properties": {"a": 1}}])
def test_other_words_are_other_content(changed):
    assert only("page", **{"userId": "u", **changed}).content != only("page", userId="u").content


def test_without_a_message_id_the_content_names_the_event():
    event = {"messageId": ..., "userId": "u", "timestamp": "2026-03-01T09:00:00Z"}
    assert only("page", **event).id == only("page", **event, sentAt="2026-03-01T09:05:00Z").id
    assert only("page", **event).id != only("page", **event, name="Home").id


def test_with_neither_id_nor_time_each_is_another():
    assert only("page", messageId=..., userId="u").id == "fresh"


def test_ids_of_parts_keep_within_100_characters():
    joined, described = told("identify", userId="u", anonymousId="a", traits={"x": 1})
    assert (joined.id, described.id) == ("m1", "m1#described")
    long = part_id("m" * 95, "#described")
    assert len(long) == 32 + len("#described")
    assert long != part_id("n" * 95, "#described")
    assert refused("page", userId="u", messageId="m" * 101) == [("text_unfit", "messageId")]


# Batches

READING = Reading(sender="site", received_at=at(RECEIVED), kinds=KINDS)


def batch(*events, **more):
    return read_batch({"batch": list(events), **more}, READING)


def test_a_batch_answers_event_by_event():
    (first, one), (second, two) = batch({"type": "page", "userId": "u"}, {"type": "pgae"})
    assert (first, second) == ("batch[0]", "batch[1]")
    assert [fact.kind for fact in one] == ["page.viewed"]
    assert [str(problem.place) for problem in two] == ["batch[1] (type)"]


def test_the_batch_s_time_of_sending_and_context_hold_for_its_events():
    page = {"type": "page", "userId": "u", "timestamp": "2026-03-01T08:00:00Z"}
    ((_, (fact,)),) = batch(
        page, sentAt="2026-03-01T08:00:05Z", context={"campaign": {"source": "mail"}}
    )
    assert (clock(fact), fact.source) == ("2026-03-01T09:30:00Z", "mail")


def test_an_event_of_a_batch_is_kept_as_it_would_be_alone():
    """So that it can be read again from quarantine, and happens when it happened."""
    page = {"type": "page", "userId": "u", "timestamp": "2026-03-01T08:00:00Z"}
    body = {"batch": [page], "sentAt": "2026-03-01T08:00:05Z", "context": {"groupId": "g"}}
    ((_, (fact,)),) = read_batch(body, READING)
    kept = alone(page, body)
    assert kept["sentAt"] == "2026-03-01T08:00:05Z"
    again = read_event(
        kept, sender="site", received_at=at(RECEIVED), kinds=KINDS, names={}, public=False
    )
    assert again == (fact,)


def test_a_batch_has_a_size():
    large = {"type": "page", "userId": "u", "properties": {"more": "x" * LARGEST_CALL}}
    ((_, (problem,)),) = batch(large)
    assert problem.kind == "event_large"
    many = read_batch({"batch": [None] * (MOST_EVENTS + 1)}, READING)
    assert [(place, [p.kind for p in read]) for place, read in many] == [("batch", ["batch_large"])]
    assert read_batch({"batch": {}}, READING)[0][1][0].kind == "batch_unreadable"
    assert batch() == []
