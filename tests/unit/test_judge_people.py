"""Who holds which role when, by what is described."""

from __future__ import annotations

import pytest

from meetworthy.judge.people import SALES_SIDE, people_in
from meetworthy.model.fact import Fact
from meetworthy.model.time import DAY

ANNA = "anna@northwind.example"


def described(day: int, role: str, *, sender: str = "hr", **more: str) -> Fact:
    said = {"person": ANNA, "role": role, **more}
    return Fact("person.described", day * DAY, sender, f"{sender}-{day}-{role}", properties=said)


def may_decide(people, day: float) -> bool:
    return people.may(ANNA, SALES_SIDE, int(day * DAY))


@pytest.mark.parametrize("in_order", [True, False])
def test_a_role_without_an_end_holds_until_the_next_one_is_described(in_order):
    facts = [described(1, "sales"), described(5, "marketing"), described(9, "sdr")]
    people = people_in(facts if in_order else facts[::-1], "UTC")
    assert [may_decide(people, day) for day in (1, 4.9, 5, 8.9, 9, 100)] == [
        *(True, True),
        *(False, False),
        *(True, True),
    ]


def test_somebody_who_left_decides_no_more():
    people = people_in([described(1, "sales"), described(5, "none")], "UTC")
    assert [may_decide(people, day) for day in (4, 6)] == [True, False]


def test_two_roles_described_for_the_same_moment_both_hold():
    people = people_in([described(1, "marketing"), described(1, "sales")], "UTC")
    assert may_decide(people, 2)


def test_another_sender_takes_nothing_back():
    people = people_in([described(1, "sales"), described(5, "marketing", sender="crm")], "UTC")
    assert may_decide(people, 6)


def test_an_end_that_was_said_stands():
    people = people_in([described(1, "sales", until="1970-01-04"), described(9, "sdr")], "UTC")
    assert [may_decide(people, day) for day in (2.9, 3, 8, 9)] == [True, False, False, True]
