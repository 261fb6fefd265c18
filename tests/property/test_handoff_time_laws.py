"""Laws of business time: whatever the zone, the hours, the holidays and the absences."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from meetworthy.definition.language import BusinessHours
from meetworthy.handoff.business_time import (
    add_business,
    business_between,
    is_open,
    next_opening,
    same_day_closing,
)
from meetworthy.handoff.calendar import Calendar, Span
from meetworthy.handoff.regions import holidays_in
from meetworthy.model.time import DAY, HOUR, MINUTE, instant_of, moment_of

ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",  # half an hour off
    "Australia/Lord_Howe",  # summer time is half an hour
    "Pacific/Chatham",  # three quarters of an hour off
    "Pacific/Apia",  # had no 30 December 2011
    "America/Sao_Paulo",  # clocks changed at midnight until 2019
    "America/Santiago",
)
REGIONS = (None, "DE-BE", "US-NY", "GB", "BR")
FIRST = instant_of(datetime.fromisoformat("2011-01-01T00:00+00:00"))
LAST = instant_of(datetime.fromisoformat("2032-12-31T00:00+00:00"))

instants = st.integers(FIRST, LAST)
durations = st.integers(0, 200 * HOUR)
spans = st.builds(lambda start, long: Span(start, start + long), instants, st.integers(1, 60 * DAY))


@st.composite
def hours(draw, earliest=0, latest=1440):
    days = draw(st.sets(st.integers(0, 6), min_size=1))
    start = draw(st.integers(earliest, latest - 60))
    end = draw(st.integers(start + 60, latest))
    return BusinessHours(tuple(sorted(days)), start, end, draw(st.sampled_from(REGIONS)))


def calendars(of_hours=None):
    absences = st.lists(spans, max_size=3).map(tuple)
    return st.builds(Calendar, of_hours or hours(), st.sampled_from(ZONES), absences)


ROUND_THE_CLOCK = BusinessHours(tuple(range(7)), 0, 1440)
NIGHT_OF_CHANGE = instant_of(datetime.fromisoformat("2026-03-29T00:30+00:00"))


@given(calendars(), instants, durations)
def test_adding_then_measuring_gives_the_duration_back(calendar, start, duration):
    assert business_between(calendar, start, add_business(calendar, start, duration)) == duration


@given(calendars(), instants)
def test_what_takes_no_time_is_due_at_once(calendar, start):
    assert add_business(calendar, start, 0) == start


@given(calendars(), instants, durations, durations)
def test_adding_twice_is_adding_once(calendar, start, one, two):
    halfway = add_business(calendar, start, one)
    assert add_business(calendar, halfway, two) == add_business(calendar, start, one + two)


@given(calendars(), instants, st.integers(0, 60 * DAY), durations)
def test_who_starts_later_is_due_no_earlier(calendar, start, later, duration):
    assert add_business(calendar, start, duration) <= add_business(
        calendar, start + later, duration
    )


@given(calendars(), instants, durations, st.integers(1, 100 * HOUR))
def test_what_takes_longer_is_due_later(calendar, start, duration, more):
    assert add_business(calendar, start, duration) < add_business(calendar, start, duration + more)


@given(calendars(), instants, instants, instants)
def test_stretches_add_up_and_none_is_longer_than_wall_time(calendar, one, two, three):
    whole = business_between(calendar, one, three)
    assert whole == business_between(calendar, one, two) + business_between(calendar, two, three)
    assert 0 <= abs(whole) <= abs(three - one)
    assert whole == -business_between(calendar, three, one)


@given(st.sampled_from(ZONES), instants, durations)
@example("Europe/Berlin", NIGHT_OF_CHANGE, 3 * HOUR)
def test_round_the_clock_business_time_is_wall_time(zone, start, duration):
    always = Calendar(ROUND_THE_CLOCK, zone)
    assert add_business(always, start, duration) == start + duration
    assert business_between(always, start, start + duration) == duration
    assert is_open(always, start)


@given(calendars(), instants)
def test_nothing_runs_until_the_next_opening_and_something_at_once_after(calendar, at):
    opening = next_opening(calendar, at)
    assert opening >= at
    assert business_between(calendar, at, opening) == 0
    assert business_between(calendar, opening, opening + 1) == 1
    assert next_opening(calendar, opening) == opening


@given(calendars(), instants)
def test_the_days_closing_is_later_and_ends_a_stretch_of_work(calendar, at):
    closing = same_day_closing(calendar, at)
    assert closing > at
    assert business_between(calendar, at, closing) > 0
    assert is_open(calendar, closing - 1)
    assert next_opening(calendar, at) < closing


@given(hours(), st.sampled_from(ZONES), spans, instants, st.integers(0, 90 * DAY))
def test_an_absence_takes_exactly_the_work_that_fell_into_it(hours, zone, absence, start, long):
    whole, less = Calendar(hours, zone), Calendar(hours, zone, (absence,))
    end = start + long
    inside = max(start, min(absence.start, end)), min(end, max(absence.end, start))
    missed = business_between(whole, *inside) if inside[0] < inside[1] else 0
    worked = business_between(whole, start, end)
    assert business_between(less, start, end) == worked - missed


@given(hours(), st.sampled_from(ZONES), st.lists(spans, max_size=4), st.randoms())
def test_the_order_of_absences_does_not_matter(hours, zone, absences, random):
    shuffled = random.sample(absences, len(absences))
    assert Calendar(hours, zone, tuple(absences)) == Calendar(hours, zone, tuple(shuffled))


def counted_by_the_minute(calendar, start, minutes):
    """Minutes of work, as somebody counts who looks at the clock on the wall every minute."""
    zone, found = ZoneInfo(calendar.zone), 0
    for number in range(minutes):
        instant = start + number * MINUTE
        local = moment_of(instant).astimezone(zone)
        shown = local.hour * 60 + local.minute
        region = calendar.hours.holidays
        found += (
            local.weekday() in calendar.hours.days
            and calendar.hours.start_minute <= shown < calendar.hours.end_minute
            and not (region and local.date() in holidays_in(region, local.year))
            and not any(absence.start <= instant < absence.end for absence in calendar.absences)
        )
    return found


whole_minutes = st.integers(FIRST // MINUTE, LAST // MINUTE).map(lambda minute: minute * MINUTE)
# between 4 and 23 o'clock no zone of these changes its clocks
by_day = st.builds(
    lambda hours, zone, start, long: Calendar(hours, zone, (Span(start, start + long * MINUTE),)),
    hours(earliest=4 * 60, latest=23 * 60),
    st.sampled_from(ZONES),
    whole_minutes,
    st.integers(1, 2_000),
)


@given(by_day, whole_minutes, st.integers(0, 3_000))
def test_it_is_what_somebody_counts_who_looks_at_the_wall_every_minute(calendar, start, minutes):
    counted = counted_by_the_minute(calendar, start, minutes)
    assert business_between(calendar, start, start + minutes * MINUTE) == counted * MINUTE


@given(st.sampled_from(ZONES), st.integers(0, 3_000))
def test_a_working_day_is_as_long_by_the_wall_on_every_day(zone, day):
    date = datetime.fromisoformat("2020-01-01") + timedelta(days=day)
    noon = instant_of(date.replace(hour=12, tzinfo=ZoneInfo(zone)))
    office = Calendar(BusinessHours(tuple(range(7)), 9 * 60, 17 * 60), zone)
    closing = same_day_closing(office, noon)
    assert closing - noon == 5 * HOUR
    assert business_between(office, noon - 12 * HOUR, closing) == 8 * HOUR
