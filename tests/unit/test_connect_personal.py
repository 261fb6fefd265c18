"""Traits of Segment's contract that identify a person are sealed under the names we give them."""

from __future__ import annotations

import pytest

from meetworthy.connect.segment.read import read_event
from meetworthy.model.kinds import KINDS
from meetworthy.model.personal import is_personal

PERSON = {
    "address": {"street": "6th St", "postalCode": "94103", "city": "San Francisco"},
    "age": 44,
    "birthday": "1982-01-05",
    "description": "Likes cats",
    "email": "peter",  # no address, so that its name must tell
    "firstName": "Peter",
    "gender": "m",
    "lastName": "Gibbons",
    "name": "Peter Gibbons",
    "phone": "555",
    "title": "VP of Engineering",
    "username": "pg",
    "lastname": "Gibbons",
    "homePhone": "556",
}
READABLE = {"address_city", "plan", "logins"}


@pytest.fixture(scope="module")
def told():
    traits = {
        **PERSON,
        "plan": "premium",
        "logins": 5,
        "avatar": "data:image/png;base64," + "A" * 9_000,
    }
    data = {"type": "identify", "userId": "u1", "traits": traits, "messageId": "m1"}
    answer = read_event(
        data, sender="s", received_at=1_772_357_405_000_000, kinds=KINDS, names={}, public=False
    )
    assert isinstance(answer, tuple), answer
    return answer[0]


def test_what_identifies_is_sealed_and_what_judging_reads_is_not(told):
    readable = {n for n, v in told.properties.items() if not is_personal(told.kind, n, v)}
    assert readable == READABLE


def test_pictures_are_not_kept(told):
    assert "avatar" not in told.properties


def test_names_in_lower_case_are_the_same_names(told):
    assert told.properties["last_name"] == "Gibbons"
    assert "lastname" not in told.properties
