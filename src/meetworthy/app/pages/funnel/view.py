"""The funnel page, and its charts, which are drawn after it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetworthy.app.pages.shell import page
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.measure.question import HORIZONS_DAYS
from meetworthy.measure.results import FunnelReport
from meetworthy.report.names import horizon_name
from meetworthy.report.sections.conversions import Conversions, Panel, conversions
from meetworthy.report.sections.diagnosis import findings
from meetworthy.report.sections.first import first
from meetworthy.report.sections.overview import overview
from meetworthy.report.sections.ratios import direct_entries, impossible_orders, period_ratios
from meetworthy.report.sections.stages import stages
from meetworthy.report.sections.trouble import troubles
from meetworthy.report.sections.visits import visits

from .answer import Answer, answer_of
from .asking import UNITS, Asked
from .drawing import Drawable, charts_of
from .groups import groups_of

_UNIT_WORDS = {
    "first pass": _("first passes"),
    "every pass": _("every pass"),
    "ever": _("ever, whatever came between"),
}


@inside(Ability.SEE)
def funnel(request: HttpRequest, access: Access) -> HttpResponse:
    """Show the funnel as last measured."""
    now = timezone.now()
    answer = answer_of(request, access, now=now)
    context = frame_of(access, answer, "funnel")
    if answer.measured is not None and answer.measured.report is not None:
        context |= _numbers(answer.measured.report, answer.asked)
    return page(request, access, "funnel/funnel.html", context, section="funnel", now=now)


@inside(Ability.SEE)
def charts(request: HttpRequest, access: Access) -> HttpResponse:
    """Show the charts of the same question: by month of entry, and how long each step takes."""
    now = timezone.now()
    answer = answer_of(request, access, now=now)
    context = frame_of(access, answer, "funnel-charts")
    measured = answer.measured
    if measured is not None and measured.report is not None:
        name = (access.workspace.pk, answer.asked.query(), measured.measured_at)
        by_month, velocities = charts_of(Drawable(name, measured.report))
        context |= {"cohorts": by_month, "velocity": velocities}
        context["enough"] = measured.report.settings.enough_followed
    return page(request, access, "funnel/charts.html", context, section="funnel", now=now)


def frame_of(access: Access, answer: Answer, url_name: str) -> dict[str, Any]:
    """Return what the funnel's pages have in common: filters, and as of when it was measured."""
    asked, query = answer.asked, answer.asked.query()
    return {
        "asked": asked,
        "query": query,
        "address": reverse(url_name, args=[access.workspace.slug]),
        "measured": answer.measured,
        "report": answer.measured.report if answer.measured else None,
        "is_written": answer.definition.version > 0,
        "units": [(unit, _UNIT_WORDS[unit], unit == asked.unit) for unit in UNITS],
        "attributes": sorted(answer.definition.attributes),
        "horizons": [
            (days, horizon_name(days), asked.with_horizon(days).query(), days == asked.horizon)
            for days in HORIZONS_DAYS
        ],
    }


def _numbers(report: FunnelReport, asked: Asked) -> dict[str, Any]:
    found = conversions(report)
    return {
        "head": overview(report),
        "first": first(report),
        "stages": stages(report),
        "slugs": [stage.stage for stage in report.stages],
        "conversions": found,
        "panels": _shown(found, asked),
        "groups": groups_of(report, asked.by, days=asked.horizon) if asked.by else (),
        "findings": findings(report),
        "ratios": period_ratios(report),
        "direct": direct_entries(report),
        "impossible": impossible_orders(report),
        "visits": visits(report),
        "troubles": troubles(report),
    }


def _shown(found: Conversions, asked: Asked) -> tuple[Panel, ...]:
    """Return the panel of the horizon asked for; all of them where each is one step."""
    if not found.tabs:
        return found.panels
    key = f"within-{asked.horizon}"
    return tuple(one for one in found.panels if one.key in (key, "so-far"))
