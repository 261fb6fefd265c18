"""Durations, targets, hours and moments as people write them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from meetworthy.definition import units
from meetworthy.definition.language import BusinessHours, Target, Unit
from meetworthy.model.time import DAY, HOUR, MINUTE


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("90 days", 90 * DAY),
        ("1 day", DAY),
        ("1.5 hours", HOUR * 3 // 2),
        ("30 minutes", 30 * MINUTE),
        ("2 weeks", 14 * DAY),
        ("0.1 days", DAY // 10),
    ],
)
def test_a_duration(text: str, duration: int) -> None:
    assert units.parse_duration(text) == duration


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("30 business minutes", Target("30 business minutes", Unit.BUSINESS, 30 * MINUTE)),
        ("1 business hour", Target("1 business hour", Unit.BUSINESS, HOUR)),
        ("48 hours", Target("48 hours", Unit.WALL, 48 * HOUR)),
        ("Same Day", Target("same day", Unit.SAME_DAY, None)),
    ],
)
def test_a_target(text: str, target: Target) -> None:
    assert units.parse_target(text) == target


def test_hours() -> None:
    assert units.parse_hours("mon-fri", "09:00", "17:30", "DE-BE") == BusinessHours(
        (0, 1, 2, 3, 4), 540, 1050, "DE-BE"
    )
    assert units.parse_hours("mon-thu, sat", "00:00", "24:00", None) == BusinessHours(
        (0, 1, 2, 3, 5), 0, 1440
    )


def test_hours_without_a_day_are_refused() -> None:
    with pytest.raises(ValueError, match=r".+\|.+"):
        units.parse_hours([], "09:00", "17:00", None)


def test_an_instant_is_local_unless_it_has_an_offset() -> None:
    assert units.parse_instant("1970-01-02", "UTC") == DAY
    assert units.parse_instant("1970-01-02T00:00", "Europe/Berlin") == DAY - HOUR
    assert units.parse_instant("1970-01-02T00:00Z", "Europe/Berlin") == DAY


REFUSED: list[tuple[Callable[[str], object], str]] = [
    (units.parse_duration, "0 days"),
    (units.parse_duration, "-3 days"),
    (units.parse_duration, "3 parsecs"),
    (units.parse_duration, "three days"),
    (units.parse_duration, "90"),
    (units.parse_duration, "1e3 days"),
    (units.parse_duration, "999999 days"),
    (units.parse_duration, "2 business hours"),
    (units.parse_duration, "nan days"),
    (units.parse_target, "2 business days"),
    (units.parse_target, "soon"),
    (units.parse_at_most, "0 a day"),
    (units.parse_at_most, "3 a week"),
    (units.parse_warning, "at 0 %"),
    (units.parse_warning, "early"),
    (units.parse_zone, "Europe/Berlim"),
    (units.parse_zone, ""),
    (units.parse_day, "2026-02-30"),
]


@pytest.mark.parametrize(("read", "text"), REFUSED)
def test_what_is_refused_says_why_and_what_to_write(
    read: Callable[[str], object], text: str
) -> None:
    with pytest.raises(ValueError, match=r".+\|.+"):
        read(text)


@pytest.mark.parametrize(
    ("days", "start", "end", "holidays"),
    [
        ("", "09:00", "17:00", None),
        ("mon-fry", "09:00", "17:00", None),
        ("fri-mon", "09:00", "17:00", None),
        ("mon-fri", "17:00", "09:00", None),
        ("mon-fri", "9:00", "17:00", None),
        ("mon-fri", "09:00", "25:00", None),
        ("mon-fri", "09:00", "17:00", "Germany"),
    ],
)
def test_hours_that_are_refused(days: str, start: str, end: str, holidays: str | None) -> None:
    with pytest.raises(ValueError, match=r".+\|.+"):
        units.parse_hours(days, start, end, holidays)
