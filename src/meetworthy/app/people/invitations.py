"""Inviting people: an address, a role, a link that works once and for a week."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from .access import digest_of
from .accounts import check_address, check_password, make_user, user_of
from .deeds import record
from .mails import send_invitation
from .members import add_member, membership_of
from .models import Invitation, Membership, Role, User, Workspace
from .refusals import refuse

VALID_FOR = timedelta(days=7)
"""How long an invitation's link works; chosen by eye."""

TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation just made, and its link, which is not kept."""

    invitation: Invitation
    link: str


@transaction.atomic
def invite(
    workspace: Workspace, *, email: str, role: Role, by: User | None, at: datetime
) -> Invited:
    """Invite an address; an earlier open invitation to it is withdrawn.

    The mail goes out after the commit; one that cannot be sent is logged, and the link still works.

    Raises Refused for what is no address, and for members.
    """
    email = _checked(workspace, email)
    Invitation.objects.filter(
        workspace=workspace, email=email, accepted_at=None, withdrawn_at=None
    ).update(withdrawn_at=at)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation = Invitation.objects.create(
        workspace=workspace,
        email=email,
        role=role,
        digest=digest_of(token),
        by=by,
        created_at=at,
        expires_at=at + VALID_FOR,
    )
    record(workspace, "invitation.sent", f"{email} as {role.value}", by=by, at=at)
    link = settings.SITE_URL + reverse("people_invitation", args=[token])
    if by is not None:  # the command line prints the link
        transaction.on_commit(lambda: send_invitation(invitation, link), robust=True)
    return Invited(invitation, link)


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: User | None, at: datetime) -> None:
    """Make an invitation's link worthless; one that was accepted stays as it is."""
    open_ones = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
    if open_ones.update(withdrawn_at=at):
        record(invitation.workspace, "invitation.withdrawn", invitation.email, by=by, at=at)


def invitation_of(token: str, *, at: datetime) -> Invitation | None:
    """Return the open invitation of a link; None for one used, withdrawn, expired or invented."""
    return (
        Invitation.objects.select_related("workspace", "by")
        .filter(digest=digest_of(token), accepted_at=None, withdrawn_at=None, expires_at__gt=at)
        .first()
    )


def is_invited(email: str, *, at: datetime) -> bool:
    """Say whether an address has an open invitation to any workspace."""
    return Invitation.objects.filter(
        email=email.lower(), accepted_at=None, withdrawn_at=None, expires_at__gt=at
    ).exists()


@transaction.atomic
def accept_invitation(invitation: Invitation, *, user: User, at: datetime) -> Membership:
    """Make the invited person a member.

    Raises Refused where somebody else's address was invited, or the link was used meanwhile.
    """
    if user.email.lower() != invitation.email:
        cause = f"This invitation is for {invitation.email}."
        refuse("not_invited", "email", cause, "Sign in with that address.")
    _use(invitation, at)
    held = membership_of(invitation.workspace, user)
    if held is not None:
        return held
    role = Role(invitation.role)
    return add_member(invitation.workspace, user, role=role, by=user, at=at)


@transaction.atomic
def accept_all(user: User, *, at: datetime) -> list[Membership]:
    """Accept every open invitation to an address that somebody we trust has just verified."""
    open_ones = Invitation.objects.select_related("workspace").filter(
        email=user.email.lower(), accepted_at=None, withdrawn_at=None, expires_at__gt=at
    )
    return [accept_invitation(each, user=user, at=at) for each in open_ones]


@transaction.atomic
def join(invitation: Invitation, *, name: str, password: str, at: datetime) -> User:
    """Make a user for the invited address, and a member of them.

    The link came by mail, so the address counts as verified.  Raises Refused for an address
    that has a user already, and for a password that is too weak, each reason said.
    """
    if user_of(invitation.email) is not None:
        cause = f"{invitation.email} has an account already."
        refuse("user_exists", "email", cause, "Sign in, and open the link again.")
    check_password(password, email=invitation.email, name=name)
    user = make_user(invitation.email, name=name, password=password)
    accept_invitation(invitation, user=user, at=at)
    return user


def _use(invitation: Invitation, at: datetime) -> None:
    open_ones = Invitation.objects.filter(
        pk=invitation.pk, accepted_at=None, withdrawn_at=None, expires_at__gt=at
    )
    if not open_ones.update(accepted_at=at):
        cause = "This invitation was used, withdrawn, or has expired."
        refuse("invitation_closed", "invitation", cause, "Ask for a new one.")


def _checked(workspace: Workspace, email: str) -> str:
    email = email.strip().lower()
    check_address(email)
    user = user_of(email)
    if user is not None and membership_of(workspace, user) is not None:
        cause = f"{email} is in this workspace already."
        refuse("member_already", "email", cause, "Change their role instead.")
    return email
