"""The team page's URL: which month it asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils import formats

from meetworthy.app.definitions.timeline import timeline_of
from meetworthy.app.people.access import Access
from meetworthy.handoff.quotas import Month, month_before, month_of
from meetworthy.model.time import moment_of

FIRST_YEAR = 2000
"""No month before it can be asked for; chosen by eye."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A month, the ones beside it, and the zone in which it begins."""

    month: Month
    before: Month
    after: Month | None  # None where it is not there yet
    zone: str

    @property
    def is_over(self) -> bool:
        """Whether the month lies behind."""
        return self.after is not None


def asked_of(request: HttpRequest, access: Access, *, at: int) -> Asked:
    """Read which month a URL asks for: this one, unless it names one that was."""
    zone = timeline_of(access.workspace.pk)[-1].zone
    now = month_of(moment_of(at).astimezone(ZoneInfo(zone)).date(), zone)
    month = _named(request.GET.get("month", ""), zone) or now
    month = min(month, now, key=lambda one: one.start)
    after = None if month == now else month_of(_end(month, zone), zone)
    return Asked(month, month_before(month, zone), after, zone)


def _named(text: str, zone: str) -> Month | None:
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return month_of(first, zone) if FIRST_YEAR < first.year < date.max.year else None


def _end(month: Month, zone: str) -> date:
    return moment_of(month.end).astimezone(ZoneInfo(zone)).date()


def month_text(month: Month) -> str:
    """Return a month as people read it: ``May 2026``."""
    return formats.date_format(month.first, "F Y")
