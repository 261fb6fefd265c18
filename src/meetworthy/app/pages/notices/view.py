"""A person's own notices: what they hear of and how, their chat, their digest, what they heard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from meetworthy.app.notices.chat import try_out
from meetworthy.app.notices.choices import Chosen, choose, chosen_by
from meetworthy.app.notices.kinds import KINDS, WAYS, Kind, Way
from meetworthy.app.notices.telling import told_to
from meetworthy.app.pages.refusing import said, tell, text
from meetworthy.app.pages.shell import page, reader_zone
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.model.problem import Refused
from meetworthy.model.time import instant_of

_SHOWN = 20
"""Of what was told lately; chosen by eye."""


@dataclass(frozen=True, slots=True)
class Row:
    """A kind as the form shows it."""

    kind: Kind
    label: Promise
    what: Promise
    way: Way


@inside(Ability.SEE, writing=Ability.SEE)
def notices(request: HttpRequest, access: Access) -> HttpResponse:
    """Show a person's choices, and keep what they choose."""
    wrong: dict[str, str] = {}
    if request.method == "POST":
        try:
            _keep(request, access)
        except Refused as refused:
            wrong = said(refused)
        else:
            messages.success(request, _("Your choices are kept."))
            return redirect("notices", access.workspace.slug)
    status = 422 if wrong else 200
    context = _context(request, access, wrong)
    return page(request, access, "notices/notices.html", context, section="notices", status=status)


@require_POST
@inside(Ability.SEE, writing=Ability.SEE)
def try_chat(request: HttpRequest, access: Access) -> HttpResponse:
    """Send a word to the person's chat, to see whether it comes."""
    at = instant_of(timezone.now())
    try:
        answer = try_out(access.workspace, access.actor, at=at)
    except Refused as refused:
        tell(request, refused)
        return redirect("notices", access.workspace.slug)
    if answer.is_taken:
        messages.success(request, _("Your chat has taken it."))
    else:
        said_so = answer.status or answer.said
        messages.error(request, _("Your chat did not take it: %(said)s") % {"said": said_so})
    return redirect("notices", access.workspace.slug)


def _context(request: HttpRequest, access: Access, wrong: dict[str, str]) -> dict[str, Any]:
    now = instant_of(timezone.now())
    chosen = chosen_of(access)
    url = chosen.chat_url(at=now)
    return {
        "rows": [_row(request, chosen, kind) for kind in Kind],
        "ways": list(WAYS.items()),
        "hours": [(hour, f"{hour:02d}:00") for hour in range(24)],
        "hour": chosen.digest_hour,
        "chat_host": urlsplit(url).hostname or "",
        "has_chat": chosen.chat is not None,
        "told": told_to(
            access.workspace, access.actor, most=_SHOWN, zone=reader_zone(request, access)
        ),
        "wrong": wrong,
    }


def chosen_of(access: Access) -> Chosen:
    """Return the choices of whoever asks."""
    role = access.role.value if access.role else ""
    return chosen_by(access.workspace.pk, {access.actor: role})[access.actor]


def _row(request: HttpRequest, chosen: Chosen, kind: Kind) -> Row:
    posted = request.POST.get(kind.value, "")
    way = Way(posted) if posted in set(Way) else chosen.way(kind)
    return Row(kind, KINDS[kind].label, KINDS[kind].what, way)


def _keep(request: HttpRequest, access: Access) -> None:
    posted = {kind: request.POST.get(kind.value, "") for kind in Kind}
    hour = text(request, "digest_hour", longest=2)
    url = text(request, "chat", longest=500)
    removed = request.POST.get("no_chat") == "yes"
    choose(
        access.workspace,
        access.actor,
        ways={kind: Way(way) for kind, way in posted.items() if way in set(Way)},
        digest_hour=int(hour) if hour.isdecimal() else None,
        chat_url="" if removed else (url or None),
    )
