"""The page of what was passed on to sales."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetworthy.app.desk.passed import (
    Outcome,
    Passed,
    Person,
    account_of,
    passed_on,
    people_of,
    with_words,
)
from meetworthy.app.pages.names import Names, names_of
from meetworthy.app.pages.shell import page
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.app.people.models import User
from meetworthy.measure.results import Rate
from meetworthy.model.time import DAY, instant_of
from meetworthy.report.figures import rate_text, share
from meetworthy.stats.interval import wilson

DAYS = (7, 30, 90)
SIZE = 50
"""The periods offered, and the rows of a page; chosen by eye."""

_OUTCOMES = {
    Outcome.WAITING: _("waiting for sales"),
    Outcome.ACCEPTED: _("accepted"),
    Outcome.FURTHER: _("went further"),
    Outcome.REJECTED: _("turned down"),
    Outcome.LEFT: _("accepted, then left"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One lead with its words."""

    of: Passed
    person: Person
    outcome: str
    reached: str
    reason: str
    by: str


@inside(Ability.SEE)
def passed(request: HttpRequest, access: Access) -> HttpResponse:
    """Show what was passed on in some days, and what became of each."""
    now = timezone.now()
    at = instant_of(now)
    days = _days(request.GET.get("days", ""))
    wanted = request.GET.get("outcome", "")
    names = names_of(access.workspace.pk)
    found = passed_on(access.workspace.pk, names.definition, since=at - days * DAY, until=at + 1)
    account = account_of(found)
    narrowed = [one for one in found if wanted in ("", one.outcome.value)]
    start = _start(request.GET.get("from", ""), len(narrowed))
    some = with_words(access.workspace.pk, narrowed[start : start + SIZE])
    context: dict[str, Any] = {
        "rows": _shown(access, some, names),
        "account": account,
        "days": days,
        "periods": DAYS,
        "wanted": wanted,
        "figures": [
            (one.value, label, account.outcomes[one], _query(days, one.value))
            for one, label in _OUTCOMES.items()
        ],
        "answered": _answered(account.outcomes),
        "reasons": [(names.reason(slug), n) for slug, n in account.reasons.most_common()],
        "reached": [
            (names.stage(stage.slug), account.reached[stage.slug])
            for stage in names.definition.stages
            if account.reached[stage.slug]
        ],
        "every": _query(days, ""),
        "later": _query(days, wanted, start + SIZE) if start + SIZE < len(narrowed) else "",
        "people": {u.email.lower(): str(u) for u in _users(access)},
    }
    return page(request, access, "passed/passed.html", context, section="passed", now=now)


def _answered(outcomes: Counter[Outcome]) -> str:
    """Return the share of answered leads that sales took, with its interval."""
    taken = sum(outcomes[one] for one in (Outcome.ACCEPTED, Outcome.FURTHER, Outcome.LEFT))
    answered = taken + outcomes[Outcome.REJECTED]
    if not answered:
        return ""
    low, high = wilson(taken, answered)
    rate = Rate(taken / answered, float(low), float(high))
    return f"{rate_text(rate)}, {share(taken, answered)}"


def _shown(access: Access, some: list[Passed], names: Names) -> list[Shown]:
    people = people_of(access.workspace.pk, {one.lead for one in some})
    return [
        Shown(
            one,
            people[one.lead],
            str(_OUTCOMES[one.outcome]),
            names.stage(one.reached) if one.reached else "",
            names.reason(one.reason) if one.reason else "",
            str(_("put up for review")) if one.by == "review" else names.stage(one.by),
        )
        for one in some
        if one.lead in people
    ]


def _users(access: Access) -> list[User]:
    return list(User.objects.filter(memberships__workspace=access.workspace).distinct())


def _days(text: str) -> int:
    return int(text) if text in {str(days) for days in DAYS} else 30


def _start(text: str, most: int) -> int:
    return min(int(text), most) if text.isascii() and text.isdecimal() and len(text) < 7 else 0


def _query(days: int, outcome: str, start: int = 0) -> str:
    asked = {"days": days, "outcome": outcome, "from": start or ""}
    return urlencode({name: value for name, value in asked.items() if value})
