"""What people do with a lead: decide, say what they learned, take back, erase.

Each is one verb of `judging.decide` or `ledger.erase`; what was refused is said with its remedy.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from meetworthy.app.judging.decide import LEAVING
from meetworthy.app.judging.decide import decide as record
from meetworthy.app.judging.one import judge_lead
from meetworthy.app.ledger import erase as erasing
from meetworthy.app.ledger.models import Lead
from meetworthy.app.pages.shell import page
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.model.fact import Value
from meetworthy.model.problem import Refused
from meetworthy.model.time import instant_of

from .offers import is_by_hand
from .timeline import public_id

_LONGEST = 2_000  # characters of what somebody writes; a fact's texts may not be longer
DECISIONS = frozenset(
    {"lead.accepted", "lead.qualified", "opportunity.created", "stage.decided", "lead.rejected"}
)
"""The kinds that this page records."""


@require_POST
@inside(Ability.SEE, writing=Ability.DECIDE)
def decide(request: HttpRequest, access: Access, lead: uuid.UUID) -> HttpResponse:
    """Record a decision, or a rejection with its reason."""
    found = _lead(access, lead)
    kind = request.POST.get("kind", "")
    if kind not in DECISIONS:
        messages.error(request, _("That is no decision that can be recorded here."))
        return _back(access, found)
    said = {"stage": _text(request, "stage")} if kind == "stage.decided" else {}
    if kind in LEAVING:
        said = {"reason": _text(request, "reason"), "words": _text(request, "words")}
    _record(request, access, found, kind, said, _("It is recorded. “Take back” undoes it."))
    return _back(access, found)


@require_POST
@inside(Ability.SEE, writing=Ability.ASSESS)
def assess(request: HttpRequest, access: Access, lead: uuid.UUID) -> HttpResponse:
    """Record what was learned of a criterion, how, and in which words."""
    found = _lead(access, lead)
    said = {name: _text(request, name) for name in ("criterion", "status", "how", "words")}
    _record(request, access, found, "criterion.assessed", said, _("The evidence is recorded."))
    return _back(access, found)


@require_POST
@inside(Ability.SEE, writing=Ability.DECIDE)
def take_back(request: HttpRequest, access: Access, lead: uuid.UUID) -> HttpResponse:
    """Take back a fact that was recorded here; a merge that is taken back is undone."""
    found = _lead(access, lead)
    at = instant_of(timezone.now())
    seen = judge_lead(access.workspace.pk, found.number, at=at)
    asked = _text(request, "fact")
    fact = next(
        (f for f in seen.facts if str(public_id(f, seen.numbers)) == asked) if seen else iter(()),
        None,
    )
    if fact is None or not is_by_hand(fact.sender):
        raise Http404
    said = {"sender": fact.sender, "fact": fact.id}
    _record(request, access, found, "fact.retracted", said, _("It is taken back."))
    return _back(access, found)


@inside(Ability.ERASE)
def erase(request: HttpRequest, access: Access, lead: uuid.UUID) -> HttpResponse:
    """Ask whether a person is to be erased, and erase them when it is typed out."""
    found = _lead(access, lead)
    now = timezone.now()
    seen = judge_lead(access.workspace.pk, found.number, at=instant_of(now))
    who = "" if seen is None else seen.card.email or seen.card.name
    word = who or _("erase")
    context = {"lead": found, "who": who, "word": word, "wrong": False}
    if request.method == "POST" and found.erased_at is None:
        if _text(request, "typed").casefold() == word.casefold():
            erasing.erase(
                workspace=access.workspace, lead=found.number, by=access.user, at=instant_of(now)
            )
            messages.success(request, _("The person is erased. What happened still counts."))
            return _back(access, found)
        context["wrong"] = True
    return page(request, access, "lead/erase.html", context, section="leads", now=now)


def _lead(access: Access, public: uuid.UUID) -> Lead:
    found = Lead.objects.filter(workspace=access.workspace, uuid=public).first()
    if found is None:
        raise Http404
    return found


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").strip()[:_LONGEST]


def _record(
    request: HttpRequest,
    access: Access,
    lead: Lead,
    kind: str,
    said: Mapping[str, str],
    done: str,
) -> None:
    """Record a fact that happens now; what nobody filled in is not said."""
    properties: dict[str, Value] = {name: value for name, value in said.items() if value}
    try:
        record(access, lead=lead, kind=kind, properties=properties, at=instant_of(timezone.now()))
    except Refused as refused:
        for problem in refused.problems:
            messages.error(request, f"{problem.cause} {problem.remedy}")
    else:
        messages.success(request, done)


def _back(access: Access, lead: Lead) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("lead", args=[access.workspace.slug, lead.uuid]))
