"""Digests of what was told are kept for ever, so how they are made must never change.

A digest that differs from these would make every retry across an upgrade a contradiction.
"""

from __future__ import annotations

from hashlib import blake2b

import pytest

from meetworthy.connect.segment.read import read_event
from meetworthy.facts.telling import read_fact
from meetworthy.facts.telling_content import content_of
from meetworthy.model.kinds import KINDS

NOW = 1_772_357_405_000_000
FACT = {
    "kind": "opportunity.won",
    "id": "o-1",
    "occurred_at": "2026-02-01T09:30:00Z",
    "lead": {"email": "jo@acme.com"},
    "properties": {"amount": 99.5, "currency": "EUR"},
}
EVENT = {
    "type": "identify",
    "userId": "u1",
    "anonymousId": "a1",
    "timestamp": "2026-02-01T09:30:00.123Z",
    "traits": {"name": "Jörg 🙂", "size": 12, "share": 0.1, "plan": None, "tags": ["a", 1e-7]},
    "context": {"page": {"path": "/"}, "campaign": {"name": "May"}, "library": {"name": "x"}},
}


@pytest.mark.parametrize(
    ("said", "canonical"),
    [
        ({"b": 1, "a": {"d": None, "c": [True, "é"]}}, '{"a":{"c":[true,"é"],"d":null},"b":1}'),
        ([1.0, 0.1, 1e21, 1e-7, 10**20], "[1.0,0.1,1e21,1e-7,100000000000000000000]"),
    ],
)
def test_content_is_the_digest_of_canonical_json(said, canonical):
    assert content_of(said) == blake2b(canonical.encode(), digest_size=16).digest()


def test_the_digest_of_a_fact():
    told = read_fact(FACT, sender="crm", kinds=KINDS, received_at=NOW, place="fact")
    assert told.content.hex() == "29ba180f9a0c525c661c26e5f48fc217"


def test_the_digest_of_an_event():
    told = read_event(EVENT, sender="s", received_at=NOW, kinds=KINDS, names={}, public=False)
    assert {fact.content.hex() for fact in told} == {"848f46e9cf1fd464581c9f7e7ba75b73"}
    assert told[0].id == "content-848f46e9cf1fd464581c9f7e7ba75b73"
