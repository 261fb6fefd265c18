"""The people page: who is here as what, who was, and who is invited."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from meetworthy.app.pages.shell import page
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.app.people.members import members_of
from meetworthy.app.people.models import Deed, Invitation, Membership, Workspace

from .words import CHOICES

_MOST_FORMER = 200
_DEEDS = 100
"""Rows on a page; chosen by eye."""


@inside(Ability.SEE)
def people(request: HttpRequest, access: Access) -> HttpResponse:
    """Show the members; to whoever manages people, invitations and what can be done too."""
    now = timezone.now()
    may_manage = access.may(Ability.MANAGE_PEOPLE)
    context = {
        "members": members_of(access.workspace),
        "former": _former(access.workspace),
        "invitations": _open_invitations(access.workspace, now) if may_manage else [],
        "may_manage": may_manage,
        "roles": CHOICES,
        "own_keys": (("i", "invite"),) if may_manage else (),
    }
    return page(request, access, "people/members.html", context, section="people", now=now)


@inside(Ability.MANAGE_PEOPLE)
def deeds(request: HttpRequest, access: Access) -> HttpResponse:
    """Show what was changed, by whom, the latest first."""
    found = Deed.objects.filter(workspace=access.workspace).select_related("by")
    before = request.GET.get("before", "")
    if before.isascii() and before.isdecimal() and len(before) < 19:
        found = found.filter(pk__lt=int(before))
    rows = list(found.order_by("-pk")[: _DEEDS + 1])
    context = {
        "rows": rows[:_DEEDS],
        "older": rows[_DEEDS - 1].pk if len(rows) > _DEEDS else None,
        "is_first": not before,
    }
    return page(request, access, "people/deeds.html", context, section="people")


def _former(workspace: Workspace) -> list[Membership]:
    """Return the roles that were held before, the latest first."""
    held = Membership.objects.select_related("user").filter(workspace=workspace)
    return list(held.exclude(until=None).order_by("-until", "-pk")[:_MOST_FORMER])


def _open_invitations(workspace: Workspace, now: datetime) -> list[Invitation]:
    """Return the invitations that nobody used yet, with those that ran out unused."""
    made = Invitation.objects.filter(workspace=workspace, accepted_at=None, withdrawn_at=None)
    found = list(made.select_related("by").order_by("-created_at")[:_MOST_FORMER])
    return [one for one in found if one.expires_at > now]
