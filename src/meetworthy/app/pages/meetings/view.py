"""The lists of meetings, with the four numbers of a month above them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetworthy.app.booking.finding import public_of
from meetworthy.app.booking.listing import Asked, Row, Tab, numbers_of, page_of
from meetworthy.app.booking.verbs import hosts_of
from meetworthy.app.pages.names import people_of
from meetworthy.app.pages.shell import page
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.model.time import instant_of

from .asking import PAST, Question, bounds_of, month_after, place_of, place_text, question_of
from .words import STANDINGS, TABS, side_text, waits_for, who_text

OWN_KEYS = (
    ("1", gettext_lazy("ahead")),
    ("2", gettext_lazy("to confirm")),
    ("3", gettext_lazy("past")),
    ("m", gettext_lazy("mine, or all")),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A meeting in the list, in words."""

    of: Row
    public: str
    standing: str
    host: str
    booker: str
    waits: str
    missed: str


@inside(Ability.SEE)
def meetings(request: HttpRequest, access: Access) -> HttpResponse:
    """Show the meetings that the URL asks for."""
    now = timezone.now()
    at = instant_of(now)
    question = question_of(request.GET, access, now=now)
    asked = Asked(question.tab, at, question.who, question.standing)
    after = place_of(access.workspace.pk, request.GET.get("after", ""))
    rows, further = page_of(access.workspace.pk, asked, after=after)
    people = people_of(access)
    context: dict[str, Any] = {
        "rows": [_shown(row, access, people, at) for row in rows],
        "later": question.query(after=place_text(further, rows[-1].uuid)) if further else "",
        "is_first": after is None,
        "question": question,
        "own_keys": OWN_KEYS,
        **_choices(access, question, people),
        **_numbers(access, question),
    }
    return page(request, access, "meetings/meetings.html", context, section="meetings", now=now)


def _shown(row: Row, access: Access, people: dict[str, str], at: int) -> Shown:
    return Shown(
        of=row,
        public=str(public_of(access.workspace, row.name)),
        standing=str(STANDINGS.get(row.standing, row.standing)),
        host=who_text(row.host, people),
        booker=who_text(row.booker, people),
        waits=waits_for(row, at),
        missed=side_text(row.missed_by),
    )


def _choices(access: Access, question: Question, people: dict[str, str]) -> dict[str, Any]:
    mine = access.actor
    hosts = hosts_of(access)
    if question.who and question.who not in hosts:
        hosts[question.who] = people.get(question.who, question.who)
    return {
        "tabs": [
            (question.query(tab=tab.value, standing=""), label, tab is question.tab, key)
            for (tab, label), key in zip(TABS.items(), "123", strict=True)
        ],
        "is_mine": question.who == mine,
        "whose": [("all", _("everybody"), not question.who), ("me", _("me"), question.who == mine)]
        + [(one, name, one == question.who) for one, name in hosts.items() if one != mine],
        "other_whose": question.query(who="all" if question.who == mine else "me"),
        "standings": [(one, STANDINGS[one], one == question.standing) for one in PAST]
        if question.tab is Tab.PAST
        else [],
        "who_name": who_text(question.who, people) if question.who else "",
    }


def _numbers(access: Access, question: Question) -> dict[str, Any]:
    since, until = bounds_of(question.month, access.workspace.zone)
    return {
        "numbers": numbers_of(access.workspace.pk, since=since, until=until, who=question.who),
        "month": date_format(question.month, "F Y"),
        "month_before": question.query(month=f"{month_after(question.month, -1):%Y-%m}"),
        "month_after": question.query(month=f"{month_after(question.month, 1):%Y-%m}"),
    }
