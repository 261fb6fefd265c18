"""Business time between many pairs of instants is that between each of them."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from meetworthy.definition.language import BusinessHours
from meetworthy.handoff.business_time import business_between
from meetworthy.handoff.calendar import Calendar, Span
from meetworthy.handoff.working_times import business_between_many
from meetworthy.model.time import DAY, HOUR

CALENDARS = {
    "a week in Berlin": Calendar(
        BusinessHours((0, 1, 2, 3, 4), 540, 1050, "DE-BE"), "Europe/Berlin"
    ),
    "nights in New York": Calendar(BusinessHours((5, 6), 0, 1440), "America/New_York"),
    "with absences": Calendar(
        BusinessHours((0, 1, 2, 3, 4), 540, 1050),
        "Australia/Lord_Howe",
        (Span(20_000 * DAY, 20_400 * DAY), Span(20_500 * DAY, 20_500 * DAY + HOUR)),
    ),
    "of who is never there": Calendar(
        BusinessHours((0,), 540, 600), "UTC", (Span(0, 40_000 * DAY),)
    ),
}


@pytest.mark.parametrize("name", CALENDARS)
def test_many_are_each_of_them(name):
    calendar, random = CALENDARS[name], Random(7)
    starts = [random.randrange(19_800 * DAY, 21_000 * DAY) for _ in range(400)]
    ends = [start + random.choice([0, 1, HOUR, DAY, 500 * DAY]) for start in starts]
    found = business_between_many(calendar, np.array(starts), np.array(ends))
    assert found.tolist() == [
        business_between(calendar, start, end) for start, end in zip(starts, ends, strict=True)
    ]


def test_none_are_none():
    assert (
        business_between_many(CALENDARS["with absences"], np.zeros(0, int), np.zeros(0, int)).size
        == 0
    )


def test_backwards_is_refused():
    with pytest.raises(ValueError, match="forwards"):
        business_between_many(CALENDARS["with absences"], np.array([DAY]), np.array([0]))
