"""Who there is to hand leads to, by what is told of people."""

from __future__ import annotations

import itertools
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from meetworthy.definition.language import BusinessHours
from meetworthy.handoff.calendar import Span
from meetworthy.handoff.roster import Person, Roster, changes_in, roster_in
from meetworthy.model.fact import Fact
from meetworthy.model.time import DAY, HOUR, NEVER

ANNA, BEN, CHRIS = (f"{name}@northwind.example" for name in ("anna", "ben", "chris"))


def told(day: float, person: str, kind: str = "person.described", **said) -> Fact:
    name = f"{kind}-{person}-{day}-{sorted(said)}"
    return Fact(kind, int(day * DAY), "hr", name, properties={"person": person, **said})


def roster(*facts: Fact, day: float = 100) -> Roster:
    return roster_in(facts, at=int(day * DAY), zone="UTC")


def addresses(people: tuple[Person, ...]) -> list[str]:
    return [person.email for person in people]


def test_what_is_told_later_adds_to_what_was_told_before():
    known = roster(
        told(1, ANNA, role="sales", name="Anna", team="DACH", capacity=40, since="2026-01-05"),
        told(2, ANNA, skills="German, enterprise", weight=0.5),
        told(3, ANNA, capacity=20),
    )
    assert known.person(ANNA) == Person(
        ANNA,
        name="Anna",
        role="sales",
        team="DACH",
        skills=frozenset({"german", "enterprise"}),
        capacity=20,
        weight=0.5,
        since=date(2026, 1, 5),
        joined=date(1970, 1, 2),
    )


def test_what_was_told_is_taken_back_by_none_and_by_a_capacity_below_nothing():
    known = roster(
        told(1, ANNA, role="sales", team="DACH", capacity=40, skills="german", manager=BEN),
        told(2, ANNA, team="none", capacity=-1, skills="none", manager="none"),
    )
    assert known.person(ANNA) == Person(ANNA, name=ANNA, role="sales", joined=date(1970, 1, 2))


def test_a_word_names_by_address_by_role_and_by_team_without_regard_to_case():
    known = roster(
        told(1, BEN, role="sales", team="Field Sales"),
        told(1, ANNA, role="sdr", team="field sales"),
        told(1, CHRIS, role="sales"),
    )
    assert addresses(known.named("sales")) == [BEN, CHRIS]
    assert addresses(known.named("team FIELD  sales")) == [ANNA, BEN]
    assert addresses(known.named("Anna@Northwind.example")) == [ANNA]
    assert known.named("nobody@northwind.example") == ()


def test_who_left_is_named_by_nothing_and_still_known():
    known = roster(told(1, ANNA, role="sales", team="dach"), told(5, ANNA, role="none"))
    assert [known.named(word) for word in (ANNA, "sales", "team dach", "none")] == [()] * 4
    left = known.person(ANNA)
    assert left is not None
    assert left.has_left


def test_a_role_ends_on_the_day_that_was_said():
    ends = told(1, ANNA, role="sales", until="1970-01-11")  # day 10
    assert addresses(roster(ends, day=9.9).named("sales")) == [ANNA]
    assert roster(ends, day=10).named("sales") == ()


def test_who_joins_came_then_unless_somebody_says_otherwise():
    first, changed = told(1, ANNA, role="sdr"), told(5, ANNA, role="sales")
    left, back = told(8, ANNA, role="none"), told(20, ANNA, role="sdr")
    assert roster(first, changed).person(ANNA).came == date(1970, 1, 2)
    assert roster(first, changed, left, back).person(ANNA).came == date(1970, 1, 21)
    said = told(21, ANNA, since="1969-03-01")
    assert roster(first, said).person(ANNA).came == date(1969, 3, 1)
    assert roster(told(1, ANNA, team="dach")).person(ANNA).came is None


def test_an_absence_without_an_end_lasts_and_may_be_taken_back():
    away = told(3, ANNA, "person.absent", since="1970-01-08T09:00:00+00:00")
    back = Fact("fact.retracted", 20 * DAY, "hr", "r", properties={"sender": "hr", "fact": away.id})
    gone = roster(told(1, ANNA, role="sales"), away)
    assert gone.person(ANNA).absences == (Span(7 * DAY + 9 * HOUR, NEVER),)
    assert [gone.is_absent(ANNA, at) for at in (7 * DAY, 8 * DAY)] == [False, True]
    returned = roster(told(1, ANNA, role="sales"), away, back)
    assert not returned.is_absent(ANNA, 8 * DAY)


def test_days_of_an_absence_are_those_of_the_zone_and_absences_that_meet_are_one():
    facts = [
        told(1, ANNA, "person.absent", since="2026-12-24", until="2026-12-27"),
        told(2, ANNA, "person.absent", since="2026-12-27", until="2027-01-02"),
    ]
    (span,) = roster_in(facts, at=3 * DAY, zone="Europe/Berlin").person(ANNA).absences
    assert (span.end - span.start) == 9 * DAY
    assert span.start % DAY == 23 * HOUR


def test_own_hours_hold_where_days_and_times_are_said_and_unreadable_ones_are_unsaid():
    hours = {"days": "mon-thu", "from": "08:00", "to": "14:30", "holidays": "DE-BY"}
    known = roster(
        told(1, ANNA, zone="Europe/Madrid", **hours),
        told(1, BEN, days="mon-fri"),
        told(1, CHRIS, zone="Mars/Base", **{**hours, "holidays": "XX"}),
    )
    mine = BusinessHours((0, 1, 2, 3), 480, 870, "DE-BY")
    assert (known.person(ANNA).hours, known.person(ANNA).zone) == (mine, "Europe/Madrid")
    assert known.person(BEN).hours is None
    assert known.person(CHRIS).hours == BusinessHours((0, 1, 2, 3), 480, 870, None)
    assert known.person(CHRIS).zone is None


def test_managers_are_those_above_somebody_once_each():
    known = roster(
        told(1, ANNA, role="sdr", manager=BEN),
        told(1, BEN, role="sales", manager=CHRIS),
        told(1, CHRIS, role="sales", manager=ANNA),
    )
    assert addresses(known.managers_of(ANNA)) == [BEN, CHRIS]
    assert known.managers_of("stranger@northwind.example") == ()


@given(st.data())
def test_between_the_instants_at_which_it_changes_a_roster_stays_the_same(data):
    days = st.integers(1, 20)
    facts = [
        told(day, person, role=role)
        for day, person, role in data.draw(
            st.lists(
                st.tuples(
                    days, st.sampled_from([ANNA, BEN]), st.sampled_from(["sales", "sdr", "none"])
                ),
                max_size=6,
                unique_by=lambda each: each[:2],
            )
        )
    ]
    changes = (0, *changes_in(facts, zone="UTC"), 30 * DAY)
    for start, end in itertools.pairwise(changes):
        if start < end:
            first, last = (roster_in(facts, at=at, zone="UTC") for at in (start, end - 1))
            assert first == last


@given(st.permutations(range(5)))
def test_the_order_of_facts_does_not_matter(order):
    facts = [
        told(1, ANNA, role="sales"),
        told(2, ANNA, team="dach"),
        told(3, ANNA, team="uk", capacity=3),
        told(4, ANNA, "person.absent", since="1970-02-01"),
        told(5, BEN, role="sdr"),
    ]
    assert roster(*(facts[place] for place in order)) == roster(*facts)
