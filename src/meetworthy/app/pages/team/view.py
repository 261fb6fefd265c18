"""The team page: a month of quotas and promises."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from meetworthy.app.measuring.team_promises import kept_in, promised
from meetworthy.app.measuring.team_quotas import team_month
from meetworthy.app.pages.shell import page
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.app.roster.read import roster_of
from meetworthy.model.time import instant_of

from .asking import asked_of, month_text
from .promises import clocks_of
from .quotas import quotas_of


@inside(Ability.SEE)
def team(request: HttpRequest, access: Access) -> HttpResponse:
    """Show how far everybody has come in a month, and how the team kept its promises."""
    now = timezone.now()
    at, workspace = instant_of(now), access.workspace.pk
    asked = asked_of(request, access, at=at)
    months = [team_month(workspace, one, at=at) for one in (asked.month, asked.before)]
    names = {one.email: one.name for one in roster_of(workspace, at=at).people.values()}
    clocks = clocks_of(
        promised(workspace, asked.month, at=at),
        kept_in(workspace, asked.before),
        names,
        asked=request.GET.get("clock", ""),
    )
    context = {
        "asked": asked,
        "month": month_text(asked.month),
        "before": month_text(asked.before),
        "quotas": quotas_of(
            months[0], months[1], name=month_text(asked.before), is_over=asked.is_over
        ),
        "clocks": clocks,
    }
    return page(request, access, "team/team.html", context, section="team", now=now)
