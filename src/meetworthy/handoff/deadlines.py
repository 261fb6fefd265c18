"""When a promise falls due, and when to warn before."""

from __future__ import annotations

import re

from meetworthy.definition.language import Definition, Target, Unit
from meetworthy.model.time import NEVER

from .business_time import add_business, business_between, same_day_closing
from .calendar import Calendar, Span

HALF_PERCENT = 50


def team_calendar(definition: Definition, absences: tuple[Span, ...] = ()) -> Calendar | None:
    """Return the calendar of a version of a definition; None where it states no hours."""
    hours = definition.sla.hours
    return None if hours is None else Calendar(hours, definition.zone, absences)


def due_at(target: Target, start: int, calendar: Calendar | None) -> int:
    """Return when a target that starts now is due; ``NEVER`` where nobody works until then.

    Raises ``ValueError`` for a target in working time without a calendar.
    """
    if target.unit is Unit.WALL:
        return start + _duration(target)
    calendar = _needed(calendar, target)
    if target.unit is Unit.SAME_DAY:
        return same_day_closing(calendar, start)
    return add_business(calendar, start, _duration(target))


def warn_at(warning: str, target: Target, start: int, calendar: Calendar | None) -> int:
    """Return when to warn: at a share of the target, in the time in which the target runs.

    ``warning`` is as in a definition, `at half` or `at 75 %`.  The whole of `same day` is the
    working time until that day's closing.  ``NEVER`` and errors as for ``due_at``.
    """
    percent = percent_of(warning)
    if target.unit is Unit.WALL:
        return start + _duration(target) * percent // 100
    calendar = _needed(calendar, target)
    if target.unit is Unit.BUSINESS:
        return add_business(calendar, start, _duration(target) * percent // 100)
    closing = same_day_closing(calendar, start)
    if closing == NEVER:
        return NEVER
    return add_business(
        calendar, start, business_between(calendar, start, closing) * percent // 100
    )


def percent_of(warning: str) -> int:
    """Return the share of the target at which a clock warns, in percent: 50 for `at half`."""
    share = re.fullmatch(r"at (\d{1,2}) ?%", warning)
    return int(share[1]) if share else HALF_PERCENT


def _needed(calendar: Calendar | None, target: Target) -> Calendar:
    if calendar is None:
        raise ValueError(f"`{target.text}` runs in working time, and there are no working hours")
    return calendar


def _duration(target: Target) -> int:
    if target.duration is None:
        raise ValueError(f"`{target.text}` has no duration")
    return target.duration
