"""What somebody owes of a quota in a month, and how far they have come; by hand, on paper.

January 2026 has 22 days from Monday to Friday, February 20.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from meetworthy.definition.language import BusinessHours, Quota
from meetworthy.handoff.calendar import Span
from meetworthy.handoff.quotas import (
    Credit,
    Met,
    Month,
    Owed,
    Progress,
    Terms,
    month_before,
    month_of,
    owed_by,
    progress,
    quota_of,
)
from meetworthy.handoff.roster import Person, Roster
from meetworthy.model.time import instant_of

ZONE = "Europe/Berlin"
HOURS = BusinessHours((0, 1, 2, 3, 4), 9 * 60, 17 * 60)
SDR = Quota("sdr", 12, (0.25, 0.5, 0.75))
TERMS = Terms((SDR,), HOURS, ZONE)
JANUARY, FEBRUARY = month_of(date(2026, 1, 20), ZONE), month_of(date(2026, 2, 1), ZONE)
ANNA = Person("anna@n.example", name="Anna", role="sdr", since=date(2025, 3, 3))
BEN = Person("ben@n.example", name="Ben", role="sdr", team="DACH", since=date(2026, 1, 15))


def day(text: str) -> int:
    return instant_of(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE)))


def away(start: str, end: str) -> Span:
    return Span(day(start), day(end))


def owed(person: Person, month: Month = JANUARY, at: str = "2026-03-01") -> Owed:
    return owed_by(person, SDR, month, TERMS, at=day(at))


def come_far(person: Person, *, met=(), entered=(), at="2026-03-01", month=JANUARY) -> Progress:
    roster = Roster({person.email: person})
    (one,) = progress(TERMS, roster, met, entered, month, at=day(at))
    return one


def test_a_month_begins_and_ends_at_midnight_in_the_zone():
    assert (JANUARY.start, JANUARY.end) == (day("2026-01-01"), day("2026-02-01"))
    assert JANUARY.text == "2026-01"
    assert month_before(JANUARY, ZONE) == month_of(date(2025, 12, 31), ZONE)
    assert month_before(FEBRUARY, ZONE) == JANUARY
    assert month_of(date(2025, 12, 31), ZONE).end == JANUARY.start


def test_who_is_there_and_not_new_owes_all():
    assert owed(ANNA).target == 12


def test_ten_of_twenty_two_days_away_leave_twelve_parts():
    target = owed(replace(ANNA, absences=(away("2026-01-12", "2026-01-24"),))).target
    assert target == pytest.approx(12 * 12 / 22)


def test_a_weekend_away_takes_nothing():
    assert owed(replace(ANNA, absences=(away("2026-01-10", "2026-01-12"),))).target == 12


def test_a_whole_month_away_leaves_nothing():
    gone = replace(ANNA, absences=(away("2025-12-20", "2026-02-10"),))
    assert owed(gone).target == 0
    assert come_far(gone).share is None


def test_holidays_are_nobodys_absence():
    terms = replace(TERMS, hours=replace(HOURS, holidays="DE-BE"))
    assert owed_by(ANNA, SDR, JANUARY, terms, at=day("2026-03-01")).target == 12


def test_who_works_half_the_week_is_there_all_of_it():
    """Their quota is theirs: what they agreed to work is no absence."""
    half = replace(ANNA, hours=BusinessHours((0, 1), 9 * 60, 17 * 60))
    assert owed(half).target == 12


@pytest.mark.parametrize(
    ("month", "target"),
    [
        ("2025-12-01", 0),  # not there yet
        ("2026-01-01", 12 * 0.25 * 12 / 22),  # from Thursday 15: 12 of 22 days
        ("2026-02-01", 6),
        ("2026-03-01", 9),
        ("2026-04-01", 12),
        ("2027-01-01", 12),
    ],
)
def test_who_is_new_owes_a_share_month_by_month(month, target):
    asked = month_of(date.fromisoformat(month), ZONE)
    assert owed(BEN, asked, at="2027-06-01").target == pytest.approx(target)


def test_who_is_new_by_their_membership_owes_a_share_where_nobody_said_since_when():
    unsaid = replace(BEN, since=None, joined=BEN.since)
    assert owed(unsaid).target == owed(BEN).target < 12
    assert owed(replace(ANNA, joined=BEN.since)).target == 12


def test_what_is_owed_by_now_grows_with_the_working_time_that_has_passed():
    """On Friday the 16th at closing, 12 of 22 working days have passed."""
    assert owed(ANNA, at="2026-01-16T17:00").by_now == pytest.approx(12 * 12 / 22)
    assert owed(ANNA, at="2026-01-01").by_now == 0
    assert owed(ANNA, at="2026-02-01").by_now == 12


def test_a_person_comes_before_their_team_and_that_before_their_role():
    own, team = Quota(BEN.email, 3), Quota("team dach", 6)
    assert quota_of((SDR, team, own), BEN) == own
    assert quota_of((SDR, team), BEN) == team
    assert quota_of((SDR,), BEN) == SDR
    assert quota_of((team,), ANNA) is None
    assert quota_of((SDR,), replace(BEN, role="none")) is None


def test_progress_is_in_confirmed_meetings_and_what_was_booked_stands_beside_it():
    met = [
        Met("anna@n.example", day("2026-01-05"), day("2026-01-06"), day("2026-01-09")),
        Met("Anna@n.example", day("2026-01-12"), None, day("2026-02-02")),
        Met("anna@n.example", day("2025-12-22"), None, day("2026-01-08")),
        Met("", day("2026-01-05")),
    ]
    entered = [
        Credit("anna@n.example", day("2026-01-10")),
        Credit("anna@n.example", day("2026-01-31T23:59"), settled=True),
        Credit("anna@n.example", day("2026-02-01")),  # counts in February
    ]
    one = come_far(ANNA, met=met, entered=entered)
    assert (one.booked, one.accepted, one.held) == (2, 1, 2)
    assert (one.confirmed, one.settled, one.own) == (2, 1, 0)
    assert one.share == pytest.approx(2 / 12)


def test_who_has_no_quota_and_booked_a_meeting_is_there_without_a_target():
    met = [Met("stranger", day("2026-01-05"))]
    found = progress(TERMS, Roster({ANNA.email: ANNA}), met, [], JANUARY, at=day("2026-03-01"))
    assert [(each.name, each.booked, each.owed is None) for each in found] == [
        ("Anna", 0, False),
        ("stranger", 1, True),
    ]


def test_without_hours_in_the_definition_absences_are_weighed_by_a_usual_week():
    terms = replace(TERMS, hours=None)
    gone = replace(ANNA, absences=(away("2026-01-12", "2026-01-24"),))
    target = owed_by(gone, SDR, JANUARY, terms, at=day("2026-03-01")).target
    assert target == pytest.approx(12 * 12 / 22)
