"""What an admin does with people: invite, withdraw an invitation, give a role, remove."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from meetworthy.app.pages.refusing import said, tell, text
from meetworthy.app.pages.shell import page
from meetworthy.app.people import invitations, members
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.app.people.models import Invitation, Membership, Role, User
from meetworthy.model.problem import Refused

from .words import CHOICES


@inside(Ability.MANAGE_PEOPLE)
def invite(request: HttpRequest, access: Access) -> HttpResponse:
    """Ask whom to invite as what, and invite them."""
    asked = {"email": text(request, "email", longest=254), "role": text(request, "role")}
    wrong: dict[str, str] = {}
    if request.method == "POST":
        try:
            return _invited(request, access, asked["email"], _role(asked["role"]))
        except Refused as refused:
            wrong = said(refused)
    context = {"asked": asked, "wrong": wrong, "roles": CHOICES}
    status = 422 if wrong else 200
    return page(request, access, "people/invite.html", context, section="people", status=status)


def _invited(request: HttpRequest, access: Access, email: str, role: Role | None) -> HttpResponse:
    if role is None:
        messages.error(request, _("Choose what they will be here. Nobody was invited."))
        return redirect("people-invite", access.workspace.slug)
    made = invitations.invite(
        access.workspace, email=email, role=role, by=access.user, at=timezone.now()
    )
    context = {"invited": made}
    answer = page(request, access, "people/invited.html", context, section="people")
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@inside(Ability.MANAGE_PEOPLE)
def withdraw(request: HttpRequest, access: Access, invitation: uuid.UUID) -> HttpResponse:
    """Make an invitation's link worthless."""
    found = Invitation.objects.filter(workspace=access.workspace, uuid=invitation).first()
    if found is None:
        raise Http404
    assert access.user is not None
    invitations.withdraw_invitation(found, by=access.user, at=timezone.now())
    messages.success(request, _("The invitation of %s is withdrawn.") % found.email)
    return _back(access)


@require_POST
@inside(Ability.MANAGE_PEOPLE)
def change_role(request: HttpRequest, access: Access, user: uuid.UUID) -> HttpResponse:
    """Give a member another role."""
    member, role = _member(access, user), _role(text(request, "role"))
    if role is None:
        messages.error(request, _("Choose a role. Nothing was changed."))
        return _back(access)
    try:
        members.change_role(access.workspace, member, role=role, by=access.user, at=timezone.now())
    except Refused as refused:
        tell(request, refused)
    else:
        done = _("%(who)s is %(role)s from now on.") % {"who": member, "role": role.label}
        messages.success(request, done)
    return _back(access)


@require_POST
@inside(Ability.MANAGE_PEOPLE)
def remove(request: HttpRequest, access: Access, user: uuid.UUID) -> HttpResponse:
    """End somebody's membership."""
    member = _member(access, user)
    try:
        members.remove_member(access.workspace, member, by=access.user, at=timezone.now())
    except Refused as refused:
        tell(request, refused)
    else:
        messages.success(request, _("%s is no longer in this workspace.") % member)
    return redirect("start") if member == access.user and not _is_in(access) else _back(access)


def _is_in(access: Access) -> bool:
    held = Membership.objects.filter(workspace=access.workspace, user=access.user, until=None)
    return held.exists()


def _member(access: Access, public: uuid.UUID) -> User:
    held = Membership.objects.select_related("user").filter(
        workspace=access.workspace, user__uuid=public, until=None
    )
    found = held.first()
    if found is None:
        raise Http404
    return found.user


def _role(name: str) -> Role | None:
    return Role(name) if name in Role.values else None


def _back(access: Access) -> HttpResponseRedirect:
    return redirect("people", access.workspace.slug)
