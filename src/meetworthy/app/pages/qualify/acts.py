"""What is recorded on the qualifying page: evidence, the decision, a contact; and taken back."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from meetworthy.app.judging.decide import decide
from meetworthy.app.judging.one import judge_lead
from meetworthy.app.judging.work import lock
from meetworthy.app.ledger.models import Lead
from meetworthy.app.ledger.sql import is_postgresql
from meetworthy.app.pages.lead.timeline import public_id
from meetworthy.app.pages.names import STATUS_WORDS, Names
from meetworthy.app.pages.refusing import tell, text
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.model.problem import Place, Problem, Refused
from meetworthy.model.time import instant_of

from .mine import is_own
from .said import LONGEST, WAYS, Answers, decision_of, properties_of, remember_way
from .standing import ACCEPTED, Can, Standing, standing_of
from .view import Now, lead_of, now_of, show


@require_POST
@inside(Ability.ASSESS)
def record(request: HttpRequest, access: Access, lead: uuid.UUID) -> HttpResponse:
    """Record what is chosen; ``then`` qualify says that sales qualifies the lead by it."""
    found = lead_of(access, lead)
    now = now_of(request, access, found)
    if now is None:
        raise Http404
    is_decision = request.POST.get("then") == "qualify"
    if now.answers.halves or not (now.answers.chosen or is_decision):
        messages.error(request, _not_whole(now))
        return show(request, access, now, wrong=True)
    try:
        with transaction.atomic():
            record_answers(access, found, now.answers)
    except Refused as refused:
        tell(request, refused)
        return show(request, access, now, wrong=True)
    remember_way(request, now.answers.how)
    if now.answers.chosen:
        messages.success(request, _recorded(now))
    if is_decision:
        _qualify(request, access, found)
    return _back(access, found)


def record_answers(access: Access, lead: Lead, answers: Answers) -> None:
    """Record what is said of each criterion, at one instant."""
    at = instant_of(timezone.now())
    for one in answers.chosen:
        properties = properties_of(one, answers.how)
        decide(access, lead=lead, kind="criterion.assessed", properties=properties, at=at)


def _qualify(request: HttpRequest, access: Access, lead: Lead) -> None:
    """Qualify a lead; where anything is missing it is said, and nothing is decided."""
    try:
        stage = qualify_lead(access, lead)
    except Refused as refused:
        tell(request, refused)
    else:
        messages.success(request, _("The lead is qualified: %s.") % stage)


@transaction.atomic
def qualify_lead(access: Access, lead: Lead) -> str:
    """Record that sales qualifies a lead; returns the stage's label.

    Raises Refused, with what is missing, where the stage would not be entered by it.
    """
    access.require(Ability.DECIDE)
    if is_postgresql():
        lock(access.workspace.pk, {lead.number})  # of two at once the second sees the first
    at = instant_of(timezone.now())
    seen = judge_lead(access.workspace.pk, lead.number, at=at)
    if seen is None:
        raise Http404
    standing = standing_of(access, lead, seen)
    label = Names(seen.definition).stage(standing.stage.slug) if standing.stage else ""
    if standing.can is not Can.READY or standing.stage is None:
        raise Refused([_not_ready(standing, label)])
    kind, properties = decision_of(standing.stage)
    decide(access, lead=lead, kind=kind, properties=properties, at=at)
    return label


def _not_ready(standing: Standing, stage: str) -> Problem:
    remedy = _("What is in the way stands beside the criteria.")
    if standing.can is Can.DONE:
        cause = _("The lead is %s already; nothing was changed.") % stage
        return Problem("qualified_already", Place("lead"), cause, _("The page shows since when."))
    missing = [one.label for one in standing.lacking]
    if standing.meeting:
        missing.append(_("a meeting that is agreed"))
    if standing.condition:
        missing.append(standing.condition)
    cause = _("The lead was not qualified.")
    if missing:
        cause = _("The lead was not qualified; still missing: %s.") % ", ".join(missing)
    return Problem("not_qualified", Place("lead"), cause, remedy)


def _not_whole(now: Now) -> str:
    names = Names(now.seen.definition)
    halves = [names.criterion(slug) for slug in now.answers.halves]
    if not halves:
        return _("Nothing is chosen, so nothing was recorded.")
    named = ", ".join(halves)
    return (
        _("Choose confirmed, partial or denied for %s. Nothing was recorded; it still stands here.")
        % named
    )


def _recorded(now: Now) -> str:
    names = Names(now.seen.definition)
    said = [
        f"{names.criterion(one.criterion)} {STATUS_WORDS[one.status]}"
        for one in now.answers.chosen
        if one.status is not None
    ]
    return _("Recorded: %s.") % ", ".join(said)


@require_POST
@inside(Ability.ASSESS, writing=Ability.DECIDE)
def accept(request: HttpRequest, access: Access, lead: uuid.UUID) -> HttpResponse:
    """Accept the lead without leaving the page."""
    found = lead_of(access, lead)
    _record(request, access, found, ACCEPTED, {}, _("The lead is accepted."))
    return _back(access, found)


@require_POST
@inside(Ability.ASSESS, writing=Ability.DECIDE)
def log_contact(request: HttpRequest, access: Access, lead: uuid.UUID) -> HttpResponse:
    """Record that somebody spoke with the person: how, and in which words."""
    found = lead_of(access, lead)
    how = text(request, "how")
    said = {"how": how if how in dict(WAYS) else WAYS[0][0]}
    words = text(request, "words", longest=LONGEST)
    properties = {**said, **({"words": words} if words else {})}
    _record(request, access, found, "contact.made", properties, _("The contact is logged."))
    return _back(access, found)


@require_POST
@inside(Ability.ASSESS, writing=Ability.DECIDE)
def take_back(request: HttpRequest, access: Access, lead: uuid.UUID) -> HttpResponse:
    """Take back what this person recorded here."""
    found = lead_of(access, lead)
    seen = judge_lead(access.workspace.pk, found.number, at=instant_of(timezone.now()))
    asked = text(request, "fact")
    facts = seen.facts if seen else ()
    fact = next(
        (f for f in facts if seen is not None and str(public_id(f, seen.numbers)) == asked), None
    )
    if fact is None or not is_own(access, fact):
        raise Http404
    said = {"sender": fact.sender, "fact": fact.id}
    _record(request, access, found, "fact.retracted", said, _("It is taken back."))
    return _back(access, found)


def _record(
    request: HttpRequest, access: Access, lead: Lead, kind: str, said: dict[str, str], done: str
) -> None:
    at = instant_of(timezone.now())
    try:
        decide(access, lead=lead, kind=kind, properties={**said}, at=at)
    except Refused as refused:
        tell(request, refused)
    else:
        messages.success(request, done)


def _back(access: Access, lead: Lead) -> HttpResponseRedirect:
    return redirect("qualify", access.workspace.slug, lead.uuid)
