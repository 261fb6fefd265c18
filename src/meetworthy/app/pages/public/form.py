"""The form that a lead answers before a meeting: one link, no account, no script.

Looking at it changes nothing: mail scanners look at every link.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from meetworthy.app.judging.one import judge_lead
from meetworthy.app.prequalify.addressee import addressee_of
from meetworthy.app.prequalify.answering import (
    ANSWERABLE,
    LONGEST_ANSWER,
    Faults,
    answer,
    answers_told,
    asked_by,
    faults_in,
)
from meetworthy.app.prequalify.letters import day_text
from meetworthy.app.prequalify.models import Form
from meetworthy.app.prequalify.tokens import form_of
from meetworthy.definition.language import Prequalification, Question
from meetworthy.model.time import instant_of

from .callers import address_of, seconds_to_wait
from .showing import show

_FIELD = "q-"


@dataclass(frozen=True, slots=True)
class Shown:
    """One question as it is shown: with what was given, and whether that is missing."""

    name: str
    question: Question
    given: str
    is_missing: bool

    @property
    def options(self) -> list[tuple[str, bool]]:
        """Return what may be chosen, and whether it is."""
        return [(option, option == self.given) for option, _ in self.question.options]


@csrf_exempt  # the link gives access; no cookie is looked at
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, token: str) -> HttpResponse:
    """Show a form, and take its answers."""
    found = _form(token)
    if found is None:
        return _unknown(request)
    with translation.override(found.language):
        at = instant_of(timezone.now())
        asked = asked_by(found)
        if asked is None or found.state not in ANSWERABLE or at >= found.expires_at:
            return _closed(request, found)
        if request.method == "POST":
            return _answered(request, found, asked, at)
        if found.state == Form.State.ANSWERED and "again" not in request.GET:
            return _thanks(request, found, asked)
        return _asked(request, found, asked, None, Faults(()), at=at)


def _form(token: str) -> Form | None:
    named = form_of(token)
    rows = Form.objects.select_related("workspace")
    return None if named is None else rows.filter(uuid=named).first()


def _unknown(request: HttpRequest) -> HttpResponse:
    wait = seconds_to_wait(f"unknown {address_of(request)}")
    if wait:
        return _too_often(request, wait)
    return show(request, "public/form_unknown.html", {}, status=404)


def _too_often(request: HttpRequest, wait: int) -> HttpResponse:
    answer = show(request, "public/too_often.html", {}, status=429)
    answer.headers["Retry-After"] = str(wait)
    return answer


def _closed(request: HttpRequest, found: Form) -> HttpResponse:
    return show(request, "public/form_closed.html", {"company": found.workspace.name}, status=410)


def _answered(request: HttpRequest, found: Form, asked: Prequalification, at: int) -> HttpResponse:
    wait = seconds_to_wait(f"form {found.uuid}")
    if wait:
        return _too_often(request, wait)
    given = {
        q.slug: request.POST.get(_FIELD + q.slug, "").strip()[:LONGEST_ANSWER].replace("\x00", "")
        for q in asked.questions
    }
    faults = faults_in(asked, given)
    if faults.missing:
        return _asked(request, found, asked, given, faults, at=at, status=422)
    taken = answer(found, given, at=at)
    return _closed(request, found) if taken is None else _thanks(request, taken, asked)


def _asked(
    request: HttpRequest,
    found: Form,
    asked: Prequalification,
    given: dict[str, str] | None,
    faults: Faults,
    *,
    at: int,
    status: int = 200,
) -> HttpResponse:
    """Show the questions, with what was ``given``; None: with the last answers."""
    seen = judge_lead(found.workspace_id, found.lead, at=at)
    if given is None:
        given = answers_told(found, asked, seen.facts if seen else ())
    shown = [
        Shown(_FIELD + q.slug, q, given.get(q.slug, ""), q.slug in faults.missing)
        for q in asked.questions
    ]
    about = {
        "company": found.workspace.name,
        "first_name": addressee_of(seen).first_name if seen else "",
        "of": seen.card.company if seen else "",
        "questions": shown,
        "missing": len(faults.missing),
        "until": day_text(found),
        "longest": LONGEST_ANSWER,
    }
    return show(request, "public/form.html", about, status=status)


def _thanks(request: HttpRequest, found: Form, asked: Prequalification) -> HttpResponse:
    about = {
        "company": found.workspace.name,
        "fits": found.fits,
        "calendar": asked.calendar if found.fits else None,
        "until": day_text(found),
    }
    return show(request, "public/form_thanks.html", about)
