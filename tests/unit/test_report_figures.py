"""How figures are written."""

from __future__ import annotations

import pytest

from meetworthy.measure.results import Rate
from meetworthy.report import figures
from meetworthy.report.dates import moment, month_name


def plain(text: str) -> str:
    """Say every kind of space as a space."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_a_rate_stands_with_its_interval():
    assert plain(figures.rate_text(Rate(0.1302, 0.1219, 0.139))) == "13.0 % (12.2 – 13.9)"


def test_a_figure_never_breaks_in_the_middle():
    text = figures.rate_text(Rate(0.13, 0.122, 0.139)) + figures.share(781, 5998)
    assert " " not in text
    assert text.endswith("781\u00a0of\u00a05,998")


@pytest.mark.parametrize(
    ("rate", "said"),
    [(0.0, "0.0 %"), (0.0035, "0.35 %"), (0.01, "1.0 %"), (0.1302, "13.0 %"), (1.0, "100.0 %")],
)
def test_under_one_percent_a_second_decimal_is_told(rate, said):
    assert plain(figures.percent(rate)) == said


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.18, 0.22, "18 – 22 %"),
        (0.25, None, "over 25 %"),
        (None, 0.1, "under 10 %"),
        (0.147, 0.147, "about 14.7 %"),
        (None, None, "no figure"),
    ],
)
def test_bands_with_open_ends(low, high, said):
    assert plain(figures.band_text(low, high)) == said


@pytest.mark.parametrize(
    ("amount", "currency", "said"),
    [(1190.4, "EUR", "EUR 1,190"), (95.0, "EUR", "EUR 95.00"), (340, None, "340 (no currency)")],
)
def test_money_says_its_currency(amount, currency, said):
    assert plain(figures.money(amount, currency)) == said


@pytest.mark.parametrize(("n", "said"), [(15.0, "15 days"), (1.0, "1 day"), (2.5, "2.5 days")])
def test_days(n, said):
    assert plain(figures.days(n)) == said


def test_a_difference_is_in_points_with_its_sign():
    assert plain(figures.points(Rate(-0.021, -0.039, -0.003))) == "−2.1 points (−3.9 – −0.3)"
    assert plain(figures.points(Rate(0.021, 0.003, 0.039))).startswith("+2.1 points")


def test_an_instant_is_read_in_its_zone_and_exact_in_utc():
    told = moment("2026-03-31T00:30:00+02:00")
    assert (told.text, told.utc) == ("2026-03-31 00:30", "2026-03-30T22:30:00Z")


def test_an_instant_keeps_its_microseconds_in_utc():
    assert moment("2026-03-31T00:00:00.000001+00:00").utc == "2026-03-31T00:00:00.000001Z"
    assert moment("2026-03-31T10:10:10+00:00").utc == "2026-03-31T10:10:10Z"


@pytest.mark.parametrize(
    ("month", "said"), [("2026-01", "Jan 2026"), ("2025-12", "Dec 2025"), ("2026-13", "2026-13")]
)
def test_months(month, said):
    assert month_name(month) == said
