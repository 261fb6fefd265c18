"""The page of the inbox."""

from __future__ import annotations

import uuid
from hashlib import blake2b
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _

from meetworthy.app.desk.acts import takes_leads
from meetworthy.app.desk.inbox import MOST_COUNTED, Page, Whose, count_of, inbox_of, whom_of
from meetworthy.app.judging.hours import working_hours
from meetworthy.app.judging.interpreters import interpreter_for
from meetworthy.app.ledger.models import Lead
from meetworthy.app.pages.lead.moment import AsOf
from meetworthy.app.pages.lead.view import UNCHANGED, Asked, context_of, token_of
from meetworthy.app.pages.names import names_of
from meetworthy.app.pages.shell import page, reader_zone
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.app.people.members import members_of
from meetworthy.app.people.models import User
from meetworthy.handoff.deadlines import team_calendar
from meetworthy.model.time import instant_of

from .done import undo_of
from .saying import Scene, Shown, shown

_TABS = (
    (Whose.MINE, _("Mine")),
    (Whose.NOBODYS, _("Nobody's")),
    (Whose.ALL, _("Everybody's")),
    (Whose.SNOOZED, _("Snoozed")),
    (Whose.LYING, _("Left lying")),
)
OWN_KEYS = (
    ("a", _("accept, or confirm")),
    ("r", _("reject or decline, with a reason")),
    ("l", _("log a contact")),
    ("q", _("qualify")),
    ("z", _("snooze, with a reason")),
    ("m", _("give to somebody else")),
    ("h", _("the meeting took place")),
    ("n", _("the guest did not come")),
    ("b", _("book a meeting")),
    ("w", _("write its agenda")),
    ("o", _("open an opportunity")),
    ("u", _("undo, for a minute")),
)


@inside(Ability.SEE)
def inbox(request: HttpRequest, access: Access) -> HttpResponse:
    """Show what needs somebody; asked again with ``seen``, only where something is new."""
    now = timezone.now()
    at = instant_of(now)
    whose = _whose(request.GET.get("whose", ""))
    found = inbox_of(whom_of(access), whose, at=at, after=_after(request.GET.get("after", "")))
    chosen = _chosen(found, request.GET.get("lead", ""))
    lead = _lead(access, chosen)
    token = _token(found, token_of(access, lead) if lead else "", at)
    if request.GET.get("seen") == token:
        return HttpResponse(status=UNCHANGED)
    held = members_of(access.workspace)
    members = [each.user for each in held]
    scene = _scene(request, access, members, at)
    counted = count_of(whom_of(access), whose, at=at)
    lines = [shown(line, scene) for line in found.lines]
    context: dict[str, Any] = {
        "lines": lines,
        "whose": whose.value,
        "tabs": [(tab.value, label, tab is whose) for tab, label in _TABS],
        "count": _count(counted.all),
        "counted": counted,
        "later": "" if found.later is None else "{}.{}".format(*found.later),
        "seen_token": token,
        "takers": [each.user for each in held if takes_leads(each)],
        "undo": undo_of(request, access, at=at),
        "is_one": bool(request.GET.get("lead")),
        "threshold": scene.names.definition.threshold,
        "works": access.may(Ability.DECIDE),
        "own_keys": OWN_KEYS,
    }
    if lead is not None:
        asked = Asked(lead, AsOf(), at, token)
        context |= context_of(access, asked, 0) | _panel(lines, chosen, access)
    answer = page(request, access, "inbox/inbox.html", context, section="inbox", now=now)
    answer["Cache-Control"] = "no-store"
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _panel(lines: list[Shown], chosen: uuid.UUID | None, access: Access) -> dict[str, Any]:
    """Return what the panel shows beside the lead: its line, and where its forms go."""
    line = next((one for one in lines if one.of.lead == chosen), None)
    address = reverse("inbox", args=[access.workspace.slug])
    return {"line": line, "chosen": chosen, "address": address}


def _scene(request: HttpRequest, access: Access, members: list[User], at: int) -> Scene:
    names = names_of(access.workspace.pk)
    people = {user.email.lower(): str(user) for user in members}
    zone = reader_zone(request, access)
    hours = working_hours(access.workspace.pk, interpreter_for(access.workspace.pk))
    team = team_calendar(names.definition)
    return Scene(names, zone, at, team, people, access.actor, hours)


def _whose(text: str) -> Whose:
    return Whose(text) if text in set(Whose) else Whose.MINE


def _after(text: str) -> tuple[int, int]:
    due, _dot, lead = text.partition(".")
    is_number = due.isascii() and due.isdecimal() and lead.isascii() and lead.isdecimal()
    return (int(due), int(lead)) if is_number and len(text) < 40 else (-1, -1)


def _chosen(found: Page, text: str) -> uuid.UUID | None:
    """Return the lead that the panel shows: the one asked for, else the first."""
    first = found.lines[0].lead if found.lines else None
    try:
        return uuid.UUID(text) if text else first
    except ValueError:
        return first


def _lead(access: Access, chosen: uuid.UUID | None) -> Lead | None:
    if chosen is None:
        return None
    return Lead.objects.filter(workspace=access.workspace, uuid=chosen).first()


def _token(found: Page, lead: str, at: int) -> str:
    """Return what changes with anything that the page shows; by the minute at least."""
    lines = [(line.number, line.asked, line.due_at, line.score) for line in found.lines]
    text = f"{lines}{lead}{at // (60 * 1_000_000)}"
    return blake2b(text.encode(), digest_size=8).hexdigest()


def _count(number: int) -> str:
    return f"{number}+" if number >= MOST_COUNTED else str(number)
