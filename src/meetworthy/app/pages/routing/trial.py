"""Trying rules on a period's leads: the form's deed, and the page of what was found."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from meetworthy.app.definitions.models import Version
from meetworthy.app.definitions.timeline import timeline_of
from meetworthy.app.judging.models import LeadState
from meetworthy.app.ledger.models import Lead
from meetworthy.app.pages.refusing import said, text
from meetworthy.app.pages.shell import page
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.app.routing.models import Trial
from meetworthy.app.routing.trials import ask_trial
from meetworthy.model.problem import Refused
from meetworthy.model.time import start_of_day

from .view import show


@require_POST
@inside(Ability.WRITE_DEFINITION)
def try_out(request: HttpRequest, access: Access) -> HttpResponse:
    """Try the rules in force, or a draft's, on the leads of a period."""
    asked = {name: text(request, name) for name in ("since", "until", "version")}
    days = [_day(asked[name]) for name in ("since", "until")]
    wrong = {
        name: _("This is not a day. Give one, as in 2026-03-01.")
        for name, day in zip(("since", "until"), days, strict=True)
        if day is None
    }
    first, last = days
    if first is None or last is None:
        return show(request, access, asked=asked, wrong=wrong)
    zone = timeline_of(access.workspace.pk)[-1].zone
    try:
        trial = ask_trial(
            access.workspace,
            _version(access, asked["version"]),
            since=start_of_day(first, zone),
            until=start_of_day(last, zone),
            by=access.user,
            now=timezone.now(),
        )
    except Refused as refused:
        return show(request, access, asked=asked, wrong=said(refused))
    return redirect("routing-trial", access.workspace.slug, trial.uuid)


@inside(Ability.SEE)
def trial(request: HttpRequest, access: Access, trial: uuid.UUID) -> HttpResponse:
    """Show how far a trial is, or who would have got how many."""
    rows = Trial.objects.select_related("version", "by")
    found = rows.filter(workspace=access.workspace, uuid=trial).first()
    if found is None:
        raise Http404
    result: Mapping[str, Any] = found.result or {}
    context = {
        "one": found,
        "is_done": found.state in (Trial.State.DONE, Trial.State.FAILED),
        "result": result,
        "people": _people(result),
        "named": _named(access, result),
        "names": {each["email"]: each["name"] for each in result.get("people", ())},
    }
    return page(request, access, "routing/trial.html", context, section="routing")


def _people(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return everybody's numbers with the widths of their bars, of the largest number."""
    rows = list(result.get("people", ()))
    if result and any(result["nobody"].values()):
        rows.append({"email": "", "name": "", **result["nobody"]})
    most = max((max(row["would"], row["was"]) for row in rows), default=0) or 1
    return [
        {
            **row,
            "would_share": round(100 * row["would"] / most),
            "was_share": round(100 * row["was"] / most),
            "more": max(0, row["would"] - row["was"]),
            "fewer": max(0, row["was"] - row["would"]),
        }
        for row in rows
    ]


def _named(access: Access, result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the leads that an answer names, with how they are called now."""
    wanted = [UUID(each["lead"]) for each in result.get("named", ())]
    numbers = dict(
        Lead.objects.filter(workspace=access.workspace, uuid__in=wanted).values_list(
            "number", "uuid"
        )
    )
    states = LeadState.objects.filter(workspace=access.workspace, lead__in=list(numbers))
    called = {
        str(numbers[lead]): name or email
        for lead, name, email in states.values_list("lead", "name", "email")
    }
    return [
        {**each, "who": called[each["lead"]]}
        for each in result.get("named", ())
        if each["lead"] in called
    ]


def _version(access: Access, public: str) -> Version | None:
    """Return the version of the workspace that a form names; None for what is in force."""
    if not public:
        return None
    try:
        wanted = UUID(public)
    except ValueError:
        raise Http404 from None
    found = Version.objects.filter(workspace=access.workspace, uuid=wanted).first()
    if found is None:
        raise Http404
    return found


def _day(written: str) -> date | None:
    try:
        found = date.fromisoformat(written)
    except ValueError:
        return None
    return found if 1970 <= found.year <= 2099 else None
