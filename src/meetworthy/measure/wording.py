"""Figures and names as sentences say them."""

from __future__ import annotations

from collections.abc import Mapping

from .results import Rate


def percent(rate: float) -> str:
    """Return a fraction as a percentage with one decimal, two under one percent."""
    return f"{_digits(rate)} %"


SMALL = 0.00995
"""Rates that would be 0.x % get a second decimal."""


def _digits(rate: float, like: float | None = None) -> str:
    """Return a percentage without its sign, with the decimals that `like` has."""
    fine = 0 < abs(rate if like is None else like) < SMALL
    return f"{100 * rate:.2f}" if fine else f"{100 * rate:.1f}"


def interval_text(rate: Rate) -> str:
    """Return an interval with the decimals of its rate: `10.9 – 12.8`."""
    return f"{_digits(rate.low, rate.rate)} – {_digits(rate.high, rate.rate)}"


def rate_text(rate: Rate) -> str:
    """Return a rate with its interval: `11.8 % (10.9 – 12.8)`."""
    return f"{percent(rate.rate)} ({interval_text(rate)})"


def band_text(low: float | None, high: float | None) -> str:
    """Return a band in words: `18 – 22 %`, `at least 50 %`, `up to 50 %`, `about 6 %`."""
    if low is None:
        return f"up to {_whole(high or 0.0)} %"
    if high is None:
        return f"at least {_whole(low)} %"
    if low == high:
        return f"about {_whole(low)} %"
    return f"{_whole(low)} – {_whole(high)} %"


def _whole(rate: float) -> str:
    return f"{100 * rate:.1f}".removesuffix(".0")


def name_text(a: str, b: str, by: Mapping[str, str | None] | None) -> str:
    """Return the name of a conversion: `MQL to SQL of source webinar`."""
    name = f"{a} to {b}"
    for attribute, value in (by or {}).items():
        name += f" of {attribute} {value}" if value is not None else f" without {attribute}"
    return name


def conversion_text(name: str, rate: Rate, horizon_days: int | None) -> str:
    """Return `MQL to SQL is 11.8 % within 60 days (10.9 – 12.8)`."""
    when = "so far" if horizon_days is None else f"within {horizon_days} days"
    return f"{name} is {percent(rate.rate)} {when} ({interval_text(rate)})"


def plural(count: int, one: str, many: str | None = None) -> str:
    """Return a count with its noun."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def plural_text(number: str, noun: str) -> str:
    """Return a number that is text already with its noun."""
    return f"{number} {noun if number == '1' else noun + 's'}"
