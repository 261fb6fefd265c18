"""How figures are written: percent, counts, days, money; the same everywhere.

Digits stay together with their sign and their interval (no-break spaces), so that no line
ends in the middle of a figure.
"""

from __future__ import annotations

from meetworthy.measure.results import CurvePoint, MatureRate, Rate, Shrunk

NARROW = "\u202f"  # narrow no-break space, before a percent sign
HARD = "\u00a0"  # no-break space
DASH = f"{HARD}–{HARD}"
MINUS = "\u2212"

AnyRate = Rate | MatureRate | Shrunk | CurvePoint
"""Whatever has a rate, a low and a high end."""

TWO_DECIMALS_BELOW = 0.01
"""Rates under one percent get a second decimal; chosen by eye."""


def count(number: int) -> str:
    """Return a count with its thousands apart: `5,998`."""
    return f"{number:,}"


def _decimals(rate: float) -> int:
    return 2 if 0 < abs(rate) < TWO_DECIMALS_BELOW else 1


def _digits(rate: float, decimals: int) -> str:
    return f"{100 * rate:.{decimals}f}".replace("-", MINUS)


def percent(rate: float) -> str:
    """Return a fraction as a percentage: `13.0 %`."""
    return f"{_digits(rate, _decimals(rate))}{NARROW}%"


def short_percent(rate: float) -> str:
    """Return a fraction without the sign, for a label in a chart: `13.0`."""
    return _digits(rate, _decimals(rate))


def interval(rate: AnyRate) -> str:
    """Return the interval of a rate, with the rate's own decimals: `12.2 – 13.9`."""
    decimals = _decimals(rate.rate)
    return f"{_digits(rate.low, decimals)}{DASH}{_digits(rate.high, decimals)}"


def rate_text(rate: AnyRate) -> str:
    """Return a rate with its interval: `13.0 % (12.2 – 13.9)`."""
    return f"{percent(rate.rate)}{HARD}({interval(rate)})"


def points(rate: Rate) -> str:
    """Return a difference of two rates in percentage points, with its sign."""
    sign = "+" if rate.rate > 0 else ""
    return f"{sign}{_digits(rate.rate, 1)}{HARD}points{HARD}({interval(rate)})"


def share(part: int, whole: int) -> str:
    """Return `781 of 5,998`."""
    return f"{count(part)}{HARD}of{HARD}{count(whole)}"


def band_text(low: float | None, high: float | None) -> str:
    """Return a benchmark band: `18 – 22 %`, `over 25 %`, `under 10 %`."""
    if low is None and high is None:
        return "no figure"
    if low is None:
        return f"under {_whole(high or 0.0)}{NARROW}%"
    if high is None:
        return f"over {_whole(low)}{NARROW}%"
    if low == high:
        return f"about {_whole(low)}{NARROW}%"
    return f"{_whole(low)}{DASH}{_whole(high)}{NARROW}%"


def _whole(rate: float) -> str:
    return f"{100 * rate:.1f}".removesuffix(".0")


def plural(number: int, one: str, many: str | None = None) -> str:
    """Return a count with its noun: `1 lead`, `3 leads`."""
    return f"{count(number)}{HARD}{one if number == 1 else many or one + 's'}"


def days(number: float) -> str:
    """Return a duration in days: `15 days`, `1 day`, `2.5 days`; under a day, in hours."""
    if 0 < number < 1:
        return _hours(number * 24)
    text = f"{number:,.1f}".removesuffix(".0")
    return f"{text}{HARD}{'day' if text == '1' else 'days'}"


def _hours(number: float) -> str:
    text = f"{number:.1f}".removesuffix(".0")
    return f"{text}{HARD}{'hour' if text == '1' else 'hours'}"


def bare_days(number: float) -> str:
    """Return a number of days without the word."""
    return f"{number:,.1f}".removesuffix(".0")


WHOLE_MONEY_FROM = 100
"""Amounts from here on are written without cents; chosen by eye."""


def money(amount: float, currency: str | None) -> str:
    """Return an amount with its currency code first: `EUR 1,190`."""
    digits = bare_money(amount)
    return f"{currency}{HARD}{digits}" if currency else f"{digits}{HARD}(no currency)"


def bare_money(amount: float) -> str:
    """Return an amount whose currency stands beside it: `1,190`."""
    decimals = 0 if abs(amount) >= WHOLE_MONEY_FROM else 2
    return f"{amount:,.{decimals}f}".replace("-", MINUS)


def ratio(number: float) -> str:
    """Return a ratio that is no probability, to two decimals: `0.11`."""
    return f"{number:.2f}"
