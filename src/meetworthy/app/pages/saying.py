"""How figures and moments are written on pages: short where they are read, exact on hover."""

from __future__ import annotations

import math
from datetime import datetime, timedelta, tzinfo

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetworthy.model.time import DAY, HOUR, MINUTE, moment_of
from meetworthy.report.figures import MINUS

_LATELY = timedelta(days=180)
"""A day further off than this is written with its year; chosen by eye."""

_SOON = timedelta(days=14)
"""What comes later than this is written by its day only; chosen by eye."""


def points_text(value: float) -> str:
    """Return points as people read them: one decimal where there is one."""
    text = f"{abs(value):.1f}".removesuffix(".0")
    return f"{MINUS}{text}" if value < 0 and text != "0" else text


def score_text(score: float, threshold: float | None) -> str:
    """Return a score, as exactly as it takes to stand on its side of the threshold."""
    if threshold is not None and score < threshold <= round(score, 1):
        return f"{math.floor(score * 1e6) / 1e6:.6f}".rstrip("0")
    return points_text(score)


def moment_text(instant: int, zone: tzinfo, now: int, *, date_only: bool = False) -> str:
    """Return a moment for a reader: ``today 14:07``, ``3 Mar 14:05``, ``3 Mar 2024``."""
    then, today = moment_of(instant).astimezone(zone), moment_of(now).astimezone(zone)
    day = _day(then, today)
    far = today - then > _LATELY or then - today > _SOON
    return day if date_only or far else f"{day} {then:%H:%M}"


def _day(then: datetime, today: datetime) -> str:
    days = (then.date() - today.date()).days
    near = {0: _("today"), -1: _("yesterday"), 1: _("tomorrow")}
    if days in near:
        return near[days]
    far = abs(then - today) > _LATELY or then.year != today.year
    return formats.date_format(then, "j M Y" if far else "j M")


def exact_text(instant: int) -> str:
    """Return the exact moment in UTC, for hovering: microseconds where there are any."""
    then = moment_of(instant)
    fraction = f".{then.microsecond:06d}" if then.microsecond else ""
    return f"{then:%Y-%m-%d %H:%M:%S}{fraction} UTC"


def day_text(instant: int, zone: tzinfo) -> str:
    """Return a day that is known without its time, for hovering, in the zone whose day it is."""
    day = moment_of(instant).astimezone(zone)
    return _("%(date)s, the day only") % {"date": f"{day:%Y-%m-%d}"}


def ago_text(instant: int, now: int) -> str:
    """Return how long ago in one unit: ``now``, ``5 min``, ``3 h``, ``12 days``, ``2 years``."""
    past = max(now - instant, 0)
    if past < MINUTE:
        return _("now")
    if past < HOUR:
        return _("%(n)s min") % {"n": past // MINUTE}
    if past < DAY:
        return _("%(n)s h") % {"n": past // HOUR}
    days = past // DAY
    if days < 2 * 365:
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    return ngettext("%(n)s year", "%(n)s years", days // 365) % {"n": days // 365}


def span_text(length: int) -> str:
    """Return a length of time to two units: ``1 h 40``, ``3 days 4 h``, ``0 h 18``."""
    length = abs(length)
    if length >= DAY:
        days, hours = length // DAY, length % DAY // HOUR
        text = ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
        return text if days >= 7 or not hours else f"{text} {hours} h"
    return f"{length // HOUR} h {length % HOUR // MINUTE:02d}"


def words_of(name: str) -> str:
    """Return an identifier as words: ``company_size`` is ``company size``."""
    return name.replace("_", " ").replace("-", " ")
