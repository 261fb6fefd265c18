"""The sources page: what came of each source and campaign."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from meetworthy.app.pages.funnel.answer import answer_of
from meetworthy.app.pages.funnel.view import frame_of
from meetworthy.app.pages.shell import page
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.measure.results import FunnelReport
from meetworthy.report.sections.costs import costs
from meetworthy.report.sections.overview import overview
from meetworthy.report.sections.sources import campaigns, sources
from meetworthy.report.sections.visits import visits


@inside(Ability.SEE)
def by_source(request: HttpRequest, access: Access) -> HttpResponse:
    """Show the sources and campaigns as last measured."""
    now = timezone.now()
    answer = answer_of(request, access, now=now)
    context = frame_of(access, answer, "sources")
    if answer.measured is not None and answer.measured.report is not None:
        context |= _numbers(answer.measured.report)
    return page(request, access, "sources/sources.html", context, section="sources", now=now)


def _numbers(report: FunnelReport) -> dict[str, Any]:
    return {
        "head": overview(report),
        "rankings": [one for one in (sources(report), campaigns(report)) if one],
        "costs": costs(report),
        "visits": visits(report),
    }
