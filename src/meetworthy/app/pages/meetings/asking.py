"""The meetings page's URL: which meetings, whose, of which month the numbers are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import QueryDict

from meetworthy.app.booking.listing import Place, Tab
from meetworthy.app.judging.listing import number_of
from meetworthy.app.people.abilities import Ability
from meetworthy.app.people.access import Access
from meetworthy.model.time import start_of_day

PAST = ("confirmed", "declined", "missed", "cancelled")
"""How a meeting may stand that nobody waits for any more."""

_LONGEST = 320
_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Question:
    """What a URL asks for; ``who`` is an address, empty for everybody."""

    tab: Tab
    who: str
    standing: str
    month: date
    is_default_who: bool

    def query(self, **more: str) -> str:
        """Return the URL's query with some of it changed; what is usual is left out."""
        words = {
            "tab": "" if self.tab is Tab.AHEAD else self.tab.value,
            "who": "" if self.is_default_who else self.who or "all",
            "standing": self.standing,
            "month": f"{self.month:%Y-%m}",
        } | more
        return urlencode({name: value for name, value in words.items() if value})


def question_of(query: QueryDict, access: Access, *, now: datetime) -> Question:
    """Read a URL's query; whoever takes or books meetings is shown their own unless they ask."""
    said_tab, said_who = query.get("tab", ""), query.get("who", "").strip().lower()[:_LONGEST]
    tab = Tab(said_tab) if said_tab in set(Tab) else Tab.AHEAD
    usual = access.actor if access.may(Ability.BOOK) else ""
    who = {"": usual, "all": "", "me": access.actor}.get(said_who, said_who)
    standing = query.get("standing", "")
    return Question(
        tab=tab,
        who=who.replace("\x00", ""),
        standing=standing if standing in PAST and tab is Tab.PAST else "",
        month=_month(query.get("month", ""), access, now),
        is_default_who=who == usual,
    )


def _month(said: str, access: Access, now: datetime) -> date:
    found = _MONTH.fullmatch(said)
    if found is not None:
        return date(int(found[1]), int(found[2]), 1)
    return now.astimezone(ZoneInfo(access.workspace.zone)).date().replace(day=1)


def month_after(month: date, step: int) -> date:
    """Return the first day of the month so many after one."""
    number = month.year * 12 + month.month - 1 + step
    return date(number // 12, number % 12 + 1, 1)


def bounds_of(month: date, zone: str) -> tuple[int, int]:
    """Return the instants at which a month begins and ends in a zone."""
    return start_of_day(month, zone), start_of_day(month_after(month, 1), zone)


def place_of(workspace_id: int, text: str) -> Place | None:
    """Read where a page ended: a moment, a lead of this workspace, a meeting's name."""
    moment, _, rest = text.partition("~")
    public, _, name = rest.partition("~")
    try:
        lead = number_of(workspace_id, UUID(public))
        value = int(moment) if len(moment) < 20 else None
    except ValueError:
        return None
    if lead is None or value is None or "\x00" in name:
        return None
    return Place(value, lead, name)


def place_text(place: Place, public: UUID) -> str:
    """Write where a page ended."""
    return f"{place.moment}~{public}~{place.name}"
