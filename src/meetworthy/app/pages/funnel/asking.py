"""The funnel's URL: what it asks for, as a question of `measuring`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import QueryDict

from meetworthy.app.measuring.question import FunnelQuestion
from meetworthy.definition.language import Definition
from meetworthy.measure.question import HORIZONS_DAYS
from meetworthy.model.time import instant_of

UNITS = ("first pass", "every pass", "ever")
"""What may be counted, as `measure` names it."""

_MAIN = 60
"""The horizon that is shown first, as in the report."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a URL asks for: cohorts since a day, a horizon to show, a split, what is counted."""

    since: str = ""
    horizon: int = _MAIN
    by: str = ""
    unit: str = UNITS[0]

    def query(self) -> str:
        """Return the URL's query."""
        words = {"since": self.since, "by": self.by}
        words["horizon"] = "" if self.horizon == _MAIN else str(self.horizon)
        words["unit"] = "" if self.unit == UNITS[0] else self.unit
        return urlencode({name: value for name, value in words.items() if value})

    def with_horizon(self, days: int) -> Asked:
        """Return the same with another horizon shown."""
        return replace(self, horizon=days)

    def question(self, definition: Definition) -> FunnelQuestion:
        """Return the question; a day begins in the definition's zone."""
        since = None
        if self.since:
            begin = datetime.fromisoformat(self.since).replace(tzinfo=ZoneInfo(definition.zone))
            since = instant_of(begin)
        return FunnelQuestion(
            since=since,
            by=(self.by,) if self.by else (),
            unit=self.unit,  # type: ignore[arg-type]  # one of UNITS, which are its literals
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the whole is asked for."""
        return bool(self.since or self.by or self.unit != UNITS[0])


def asked_of(query: QueryDict, definition: Definition, *, today: date) -> Asked:
    """Read a URL's query; what is not understood asks for nothing."""
    horizon, unit, by = query.get("horizon", ""), query.get("unit", ""), query.get("by", "")
    return Asked(
        since=_day(query.get("since", ""), today),
        horizon=next((days for days in HORIZONS_DAYS if str(days) == horizon), _MAIN),
        by=by if by in definition.attributes else "",
        unit=unit if unit in UNITS else UNITS[0],
    )


def _day(text: str, today: date) -> str:
    try:
        said = date.fromisoformat(text)
    except ValueError:
        return ""
    return said.isoformat() if date(1990, 1, 1) <= said < today else ""
