"""Who is in a workspace: joining, another role, leaving.  The past is kept.

Each verb locks the workspace first, so that two at once cannot leave it without an admin.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from .deeds import record
from .happenings import NO_ROLE, role_given
from .models import Membership, Role, User, Workspace
from .refusals import refuse


def members_of(workspace: Workspace) -> list[Membership]:
    """Return the present members with their users, by name."""
    held = Membership.objects.select_related("user").filter(workspace=workspace, until=None)
    return sorted(held, key=lambda each: (str(each.user).lower(), each.pk))


def membership_of(workspace: Workspace, user: User) -> Membership | None:
    """Return what somebody is in a workspace now; None for whoever is not in it."""
    return Membership.objects.filter(workspace=workspace, user=user, until=None).first()


@transaction.atomic
def add_member(
    workspace: Workspace, user: User, *, role: Role, by: User | None, at: datetime
) -> Membership:
    """Put a user into a workspace; raises Refused where they are in it already."""
    _lock(workspace)
    if membership_of(workspace, user) is not None:
        cause = f"{user.email} is in this workspace already."
        refuse("member_already", "email", cause, "Change their role instead.")
    membership = _begin(workspace, user, role, at)
    record(workspace, "member.added", f"{user.email} as {role.value}", by=by, at=at)
    return membership


@transaction.atomic
def change_role(
    workspace: Workspace, user: User, *, role: Role, by: User | None, at: datetime
) -> Membership:
    """Give a member another role from now on; raises Refused for the last admin, and strangers."""
    _lock(workspace)
    held = _held(workspace, user)
    if held.role == role:
        return held
    _keep_an_admin(workspace, held)
    _end(held, at)
    membership = _begin(workspace, user, role, at)
    what = f"{user.email} from {held.role} to {role.value}"
    record(workspace, "member.changed", what, by=by, at=at)
    return membership


@transaction.atomic
def remove_member(workspace: Workspace, user: User, *, by: User | None, at: datetime) -> None:
    """End a membership; what the person did stays theirs.  Raises Refused for the last admin."""
    _lock(workspace)
    held = _held(workspace, user)
    _keep_an_admin(workspace, held)
    _end(held, at)
    role_given.send(Membership, workspace=workspace, user=user, role=NO_ROLE, at=at)
    record(workspace, "member.removed", f"{user.email}, was {held.role}", by=by, at=at)


def _lock(workspace: Workspace) -> None:
    Workspace.objects.select_for_update().get(pk=workspace.pk)


def _held(workspace: Workspace, user: User) -> Membership:
    held = membership_of(workspace, user)
    if held is None:
        refuse("no_member", "email", f"{user.email} is not in this workspace.", "Invite them.")
    return held


def _keep_an_admin(workspace: Workspace, leaving: Membership) -> None:
    others = Membership.objects.filter(workspace=workspace, until=None, role=Role.ADMIN)
    if leaving.role == Role.ADMIN and not others.exclude(pk=leaving.pk).exists():
        cause = "This is the only admin: nobody could manage the workspace any more."
        refuse("last_admin", "role", cause, "Make somebody else an admin first.")


def _begin(workspace: Workspace, user: User, role: Role, at: datetime) -> Membership:
    membership = Membership.objects.create(workspace=workspace, user=user, role=role, since=at)
    role_given.send(Membership, workspace=workspace, user=user, role=role.value, at=at)
    return membership


def _end(held: Membership, at: datetime) -> None:
    held.until = at
    held.save(update_fields=["until"])
