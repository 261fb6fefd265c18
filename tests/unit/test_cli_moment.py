"""How people write an instant, and which instant that is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import typer

from meetworthy.cli.moment import parse_moment
from meetworthy.model.time import moment_of


@pytest.mark.parametrize(
    ("text", "zone", "utc"),
    [
        ("2026-03-01", "UTC", "2026-03-01T00:00:00"),
        ("2026-03-01", "Europe/Berlin", "2026-02-28T23:00:00"),
        ("2026-07-01", "Europe/Berlin", "2026-06-30T22:00:00"),
        ("2026-07-01", "America/Sao_Paulo", "2026-07-01T03:00:00"),
        ("2026-03-01T14:30", "Europe/Berlin", "2026-03-01T13:30:00"),
        ("2026-03-01 14:30", "Europe/Berlin", "2026-03-01T13:30:00"),
        ("2026-03-01T14:30+05:30", "Europe/Berlin", "2026-03-01T09:00:00"),
        ("2026-03-01T14:30:00.000001Z", "Europe/Berlin", "2026-03-01T14:30:00.000001"),
    ],
)
def test_a_date_begins_at_midnight_in_the_zone_and_an_offset_wins_over_the_zone(text, zone, utc):
    expected = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert moment_of(parse_moment(text).instant(zone)) == expected


@pytest.mark.parametrize("text", ["", "soon", "01/03/2026", "2026-02-30", "2026-3-1"])
def test_anything_else_is_refused_with_what_to_write(text):
    with pytest.raises(typer.BadParameter, match="write 2026-03-01"):
        parse_moment(text)


@pytest.mark.parametrize("text", ["0001-01-01", "1900-01-01", "9999-12-31T23:59:59-14:00"])
def test_years_that_no_fact_has_are_refused_with_those_that_may_be_asked_about(text):
    with pytest.raises(typer.BadParameter, match="write a year from 1970 to 2100"):
        parse_moment(text)
