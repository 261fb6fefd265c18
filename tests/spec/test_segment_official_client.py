"""Segment, chapter 6: what the official Python client sends, unmodified, is taken."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import msgspec
import pytest
from segment.analytics.client import Client
from segment.analytics.request import DatetimeSerializer

from meetworthy.connect.reading import Reading
from meetworthy.connect.segment.read import read_batch
from meetworthy.model.kinds import KINDS
from meetworthy.model.time import instant_of, moment_of

LONG_AGO = datetime(2025, 6, 1, 8, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def client():
    """The published client; what it would send is kept in its queue, and nothing is sent."""
    return Client("key", send=False)


def sent(message) -> dict:
    """The message as it arrives: in a batch, through JSON as the client writes it."""
    queued, message = message
    assert queued
    body = {"batch": [message], "sentAt": datetime.now(UTC).isoformat(), "writeKey": "key"}
    return msgspec.json.decode(json.dumps(body, cls=DatetimeSerializer))


def told(message):
    received = instant_of(datetime.now(UTC))
    ((_, read),) = read_batch(
        sent(message), Reading(sender="server", received_at=received, kinds=KINDS)
    )
    assert isinstance(read, tuple), [str(problem) for problem in read]
    return read


def test_every_call_of_the_client_is_taken(client):
    calls = {
        "identify": client.identify("u1", {"email": "jo@acme.com"}, anonymous_id="a1"),
        "track": client.track("u1", "Demo Requested", {"path": "/demo"}),
        "page": client.page("u1", "Docs", "Pricing", {"path": "/pricing"}),
        "screen": client.screen("u1", "App", "Home"),
        "group": client.group("u1", "g1", {"name": "Acme", "employees": 50}),
        "alias": client.alias("old", "u1"),
    }
    assert {call: [fact.kind for fact in told(message)] for call, message in calls.items()} == {
        "identify": ["lead.identified", "lead.described"],
        "track": ["demo.requested"],
        "page": ["page.viewed"],
        "screen": ["page.viewed"],
        "group": ["lead.moved", "account.described"],
        "alias": ["lead.identified", "lead.merged"],
    }


def test_a_time_given_to_the_client_is_kept_but_for_its_clock(client):
    (fact,) = told(client.track("u1", "Demo Requested", timestamp=LONG_AGO))
    assert abs(fact.occurred_at - instant_of(LONG_AGO)) < 60_000_000, moment_of(fact.occurred_at)


def test_a_number_as_user_id_is_the_same_user(client):
    (fact,) = told(client.track(4711, "Demo Requested"))
    assert [alias.value for alias in fact.lead] == ["4711"]
