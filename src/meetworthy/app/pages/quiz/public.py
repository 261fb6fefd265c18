"""The public page: five questions, the verdict at once, and an address to share it by."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from meetworthy.app.quiz.limits import seconds_to_wait
from meetworthy.app.quiz.models import PublicPage
from meetworthy.app.quiz.verbs import open_page
from meetworthy.model.criteria import Status

from .asked import given_in, steps_of


@require_safe
def check(request: HttpRequest, check: str) -> HttpResponseBase:
    """Ask the five questions, and answer what the address says; a closed page is not there."""
    wait = seconds_to_wait(get_adapter(request).get_client_ip(request) or "")
    if wait:
        answer = _render("quiz/too_often.html", {}, status=429)
        answer["Retry-After"] = str(wait)
        return answer
    found = open_page(check)
    if found is None:
        return _render("quiz/closed.html", {}, status=404)
    given = given_in(request.GET)
    here = reverse("check", args=[check])
    context: dict[str, Any] = {
        "team": found.workspace.name,
        "given": given,
        "here": here,
        "address": f"{settings.SITE_URL}{here}?{request.GET.urlencode()}",
    }
    if given.any_said:
        steps = steps_of(given)
        asks = (step.ask for step in steps if step.now is Status.UNKNOWN)
        context |= {"answer": given.answer, "steps": steps, "ask_next": next(asks, "")}
    return _framed(request, _render("quiz/check.html", context), found)


def _render(template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Render without the request: no session, no user, no message is looked at."""
    answer = HttpResponse(render_to_string(template, context), status=status)
    answer["Cache-Control"] = "no-cache"
    return answer


def _framed(request: HttpRequest, answer: HttpResponse, page: PublicPage) -> HttpResponseBase:
    """Let the listed sites show the page in a frame, and nobody where none is listed."""
    if not page.sites:
        return answer

    @xframe_options_exempt  # it knows no list of sites; what follows does
    @csp_replace({"frame-ancestors": page.sites})
    def framed(_request: HttpRequest) -> HttpResponse:
        return answer

    return framed(request)
