"""The simulated company's clocks: working hours and the hours in which buyers act."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from meetworthy.simulate.clock import easter, holidays_of
from meetworthy.simulate.world import World, world_of

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(scope="module")
def world() -> World:
    return world_of(date(2024, 1, 1), 730)


def seconds(world: World, text: str) -> np.ndarray:
    moment = datetime.fromisoformat(text).replace(tzinfo=BERLIN)
    return np.array([moment.timestamp() - world.origin])


def local(world: World, at: np.ndarray) -> datetime:
    return (datetime.fromtimestamp(world.origin, UTC) + timedelta(seconds=float(at[0]))).astimezone(
        BERLIN
    )


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2024-02-05T10:00", 2, "2024-02-05T12:00"),  # a Monday
        ("2024-02-09T16:30", 2, "2024-02-12T10:00"),  # over a weekend
        ("2024-02-10T16:00", 1, "2024-02-12T10:00"),  # from a Saturday
        ("2024-03-29T10:00", 1, "2024-04-02T10:00"),  # Good Friday and Easter Monday are closed
        ("2024-03-28T16:30", 2, "2024-04-02T10:00"),  # and the clocks go forward in between
        ("2024-12-24T17:00", 1, "2024-12-27T09:30"),
    ],
)
def test_working_hours_stand_still_outside_business(
    world: World, start: str, hours: float, end: str
) -> None:
    reached = world.business.after(seconds(world, start), hours)
    assert abs(local(world, reached) - datetime.fromisoformat(end).replace(tzinfo=BERLIN)) < (
        timedelta(seconds=5)
    )


def test_a_clock_is_read_backwards_as_forwards(world: World) -> None:
    at = np.linspace(0, world.end, 1000)
    for clock in (world.business, world.attention):
        amount = clock.elapsed(at)
        assert np.all(np.diff(amount) > 0)
        assert np.allclose(clock.elapsed(clock.when(amount)), amount)


def test_buyers_sleep_at_night_rest_on_weekends_and_in_august(world: World) -> None:
    def activity(start: str, end: str) -> float:
        span = world.attention.elapsed(seconds(world, end)) - world.attention.elapsed(
            seconds(world, start)
        )
        return float(span[0])

    assert activity("2024-02-05T02:00", "2024-02-05T04:00") < 0.1 * activity(
        "2024-02-05T10:00", "2024-02-05T12:00"
    )
    assert activity("2024-02-10T00:00", "2024-02-11T00:00") < 0.5 * activity(
        "2024-02-05T00:00", "2024-02-06T00:00"
    )
    assert activity("2024-08-05T00:00", "2024-08-12T00:00") < 0.8 * activity(
        "2024-09-09T00:00", "2024-09-16T00:00"
    )


@pytest.mark.parametrize(
    ("year", "sunday"),
    [(2024, date(2024, 3, 31)), (2025, date(2025, 4, 20)), (2026, date(2026, 4, 5))],
)
def test_easter_falls_where_the_calendar_says(year: int, sunday: date) -> None:
    assert easter(year) == sunday
    assert sunday + timedelta(days=39) in holidays_of(year)  # Ascension


def test_a_day_begins_at_local_midnight_also_when_the_clocks_change(world: World) -> None:
    for text in ("2024-03-31T15:00", "2024-10-27T15:00", "2024-07-01T00:30"):
        begun = local(world, world.day_starts(seconds(world, text)))
        assert begun == datetime.fromisoformat(text[:10]).replace(tzinfo=BERLIN)
