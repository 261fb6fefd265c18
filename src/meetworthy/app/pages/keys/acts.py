"""Making a key, which is shown once, and revoking one."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from meetworthy.app.pages.refusing import said, text
from meetworthy.app.pages.shell import page
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.app.people.keys import create_key, revoke_key
from meetworthy.app.people.models import ApiKey
from meetworthy.model.problem import Refused

from .words import SCOPES

_LASTS = (
    (30, gettext_lazy("30 days")),
    (90, gettext_lazy("90 days")),
    (365, gettext_lazy("a year")),
    (0, gettext_lazy("until revoked")),
)
"""How long a key may last, in days; chosen by eye."""

_USUALLY = 365


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a form asks for: a key's name, scopes, and for how many days (0: until revoked)."""

    name: str
    scopes: tuple[Ability, ...]
    days: int


@inside(Ability.MANAGE_KEYS)
def new(request: HttpRequest, access: Access) -> HttpResponse:
    """Ask what a key is for, and make it; its secret is in the answer and nowhere else."""
    wanted, wrong = _wanted(request), dict[str, str]()
    if request.method == "POST":
        try:
            return _made(request, access, wanted)
        except Refused as refused:
            wrong = said(refused)
    context = {"wanted": wanted, "wrong": wrong, "scopes": SCOPES, "lasts": _LASTS}
    status = 422 if wrong else 200
    return page(request, access, "keys/new.html", context, section="keys", status=status)


def _wanted(request: HttpRequest) -> Wanted:
    scopes = tuple(Ability(one) for one in request.POST.getlist("scopes") if one in set(Ability))
    said_days, known = text(request, "lasts"), [days for days, _label in _LASTS]
    days = next((one for one in known if str(one) == said_days), _USUALLY)
    return Wanted(text(request, "name", longest=100), scopes, days)


def _made(request: HttpRequest, access: Access, wanted: Wanted) -> HttpResponse:
    now = timezone.now()
    assert access.user is not None
    made = create_key(
        access.workspace,
        name=wanted.name,
        scopes=wanted.scopes,
        expires_at=now + timedelta(days=wanted.days) if wanted.days else None,
        by=access.user,
        at=now,
    )
    answer = page(request, access, "keys/made.html", {"made": made}, section="keys", now=now)
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@inside(Ability.MANAGE_KEYS)
def revoke(request: HttpRequest, access: Access, api_key: uuid.UUID) -> HttpResponse:
    """Make a key worthless."""
    found = ApiKey.objects.filter(workspace=access.workspace, uuid=api_key).first()
    if found is None:
        raise Http404
    assert access.user is not None
    revoke_key(found, by=access.user, at=timezone.now())
    messages.success(request, _("The key “%s” opens nothing any more.") % found.name)
    return redirect("keys", access.workspace.slug)
