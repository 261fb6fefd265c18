"""Calendars at their edges: regions, clocks that skip and repeat, years, absences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from meetworthy.definition.language import BusinessHours
from meetworthy.handoff.business_time import add_business, business_between, next_opening
from meetworthy.handoff.calendar import Calendar, Span, joined, lay_out
from meetworthy.handoff.local_time import instant_at
from meetworthy.handoff.regions import UnknownRegion, check_region, holidays_in, is_region
from meetworthy.model.time import DAY, HOUR, MINUTE, NEVER, instant_of, moment_of
from spec.handoff import agreement

WEEKDAYS, ALL_WEEK = (0, 1, 2, 3, 4), tuple(range(7))
OFFICE = BusinessHours(WEEKDAYS, 9 * 60, 17 * 60)


def instant(text, zone="UTC"):
    return instant_of(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)))


def utc(moment):
    return moment_of(moment).isoformat()[:16]


# Regions


def test_womens_day_is_a_holiday_in_berlin_and_not_in_bavaria():
    day = date(2026, 3, 8)
    assert day in holidays_in("DE-BE", 2026)
    assert day not in holidays_in("DE-BY", 2026)
    assert date(2026, 10, 3) in holidays_in("DE", 2026)


def test_a_holiday_on_a_weekend_is_observed_where_that_is_the_custom():
    assert date(2026, 7, 3) in holidays_in("US-NY", 2026)  # the Fourth is a Saturday


@pytest.mark.parametrize("region", ["ZZ", "DE-ZZ", "", "de-be-x"])
def test_a_region_that_does_not_exist_is_refused_and_not_without_holidays(region):
    assert not is_region(region)
    with pytest.raises(UnknownRegion, match="No public holidays are known"):
        add_business(Calendar(BusinessHours(WEEKDAYS, 0, 60, region or "?"), "UTC"), 10 * DAY, 1)


def test_a_definition_is_told_what_is_wrong_with_its_region_and_what_may_be_meant():
    good = agreement(hours='hours: {days: mon-fri, from: "09:00", to: "17:00", holidays: DE-BE}')
    assert check_region(good, file="v1.yaml") is None
    assert check_region(agreement(), file="v1.yaml") is None
    hours = replace(good.sla.hours, holidays="DE-NWR")
    problem = check_region(replace(good, sla=replace(good.sla, hours=hours)), file="v1.yaml")
    assert (problem.kind, str(problem.place)) == ("unknown_region", "v1.yaml (sla.hours.holidays)")
    assert problem.cause == "No public holidays are known for `DE-NWR`."
    assert problem.remedy == "Did you mean `DE-NW`?"


def test_christmas_is_bridged_into_the_next_year():
    calendar = Calendar(BusinessHours(WEEKDAYS, 9 * 60, 17 * 60, "DE-BE"), "Europe/Berlin")
    eve = instant("2026-12-31T16:30", "Europe/Berlin")  # a Thursday; 1 January is a holiday
    assert utc(add_business(calendar, eve, HOUR)) == "2027-01-04T08:30"


# Clocks that skip and repeat


def test_a_time_that_clocks_skip_is_the_instant_at_which_they_do():
    skipped = instant_at(date(2026, 3, 29), 2 * 60 + 30, "Europe/Berlin")
    assert utc(skipped) == "2026-03-29T01:00"


def test_a_time_that_occurs_twice_is_the_first():
    twice = instant_at(date(2026, 10, 25), 2 * 60 + 30, "Europe/Berlin")
    assert utc(twice) == "2026-10-25T00:30"


def test_midnight_of_a_day_that_clocks_skip_in_part_or_whole():
    # Sao Paulo went from 00:00 to 01:00; Samoa left out 30 December 2011
    assert utc(instant_at(date(2018, 11, 4), 0, "America/Sao_Paulo")) == "2018-11-04T03:00"
    skipped = date(2011, 12, 30)
    assert instant_at(skipped, 0, "Pacific/Apia") == instant_at(skipped, 1440, "Pacific/Apia")


def test_nobody_works_on_a_day_that_never_was():
    every_day = Calendar(BusinessHours(ALL_WEEK, 9 * 60, 17 * 60), "Pacific/Apia")
    before = instant("2011-12-29T16:00", "Pacific/Apia")
    assert add_business(every_day, before, 2 * HOUR) - before == 18 * HOUR


def test_the_night_of_the_change_is_shorter_and_longer_for_who_works_through_it():
    nights = Calendar(BusinessHours(ALL_WEEK, 0, 6 * 60), "Europe/Berlin")
    for day, worked in (("2026-03-28", 6), ("2026-03-29", 5), ("2026-10-25", 7)):
        start = instant(f"{day}T00:00", "Europe/Berlin")
        assert business_between(nights, start, start + 12 * HOUR) == worked * HOUR


# Spans and years


def test_a_span_that_ends_before_it_starts_cannot_be():
    with pytest.raises(ValueError, match="a span ends after it starts"):
        Span(5, 5)


def test_absences_that_meet_or_overlap_are_one():
    spans = (Span(30, 40), Span(0, 10), Span(5, 20), Span(20, 25), Span(32, 33))
    assert joined(spans) == (Span(0, 25), Span(30, 40))


def test_a_negative_duration_is_refused():
    with pytest.raises(ValueError, match="not negative"):
        add_business(Calendar(OFFICE, "UTC"), 10 * DAY, -1)


@pytest.mark.parametrize("at", [-NEVER, -366 * DAY, NEVER, instant("2101-01-02T00:00")])
def test_instants_outside_the_years_that_are_known_are_refused(at):
    for ask in (lambda c: next_opening(c, at), lambda c: business_between(c, at, at)):
        with pytest.raises(ValueError, match="known from 1969 to 2100"):
            ask(Calendar(OFFICE, "UTC"))


@pytest.mark.parametrize("zone", ["America/New_York", "UTC", "Pacific/Auckland"])
@pytest.mark.parametrize("at", [0, instant("2099-12-31T23:59")])
def test_the_first_and_the_last_instant_of_facts_are_known_in_every_zone(zone, at):
    assert add_business(Calendar(OFFICE, zone), at, HOUR) > at


def test_what_does_not_end_before_2101_never_does():
    assert add_business(Calendar(OFFICE, "UTC"), instant("2100-12-20T12:00"), 500 * HOUR) == NEVER
    gone = Calendar(OFFICE, "UTC", (Span(0, NEVER),))
    assert next_opening(gone, instant("2026-01-01T00:00")) == NEVER


def test_a_year_lists_its_working_days_with_what_was_done_by_the_end_of_each():
    year = lay_out(Calendar(OFFICE, "Europe/Berlin"), 2026)
    assert (len(year.starts), year.total) == (261, 261 * 8 * HOUR)
    assert year.done[:2] == (8 * HOUR, 16 * HOUR)
    absent = (Span(year.starts[0] + HOUR, year.starts[0] + 90 * MINUTE),)
    less = lay_out(Calendar(OFFICE, "Europe/Berlin", absent), 2026)
    assert less.total == year.total - 30 * MINUTE
    assert less.day_ends[0] == less.day_ends[1] == year.ends[0]
