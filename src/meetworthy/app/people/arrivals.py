"""How somebody comes into a workspace from the command line: at once, or by a link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from .accounts import check_address, check_password, make_user, user_of
from .invitations import invite
from .members import add_member
from .models import Role, Workspace


class Arrival(StrEnum):
    """How somebody came."""

    ADDED = "added"  # a user already
    MADE = "made"  # a new user, with a password
    INVITED = "invited"  # a link to open


@dataclass(frozen=True, slots=True)
class Arrived:
    """How somebody came, and the link to send them where they were invited."""

    how: Arrival
    link: str = ""


@transaction.atomic
def bring(
    workspace: Workspace,
    *,
    email: str,
    role: Role,
    name: str = "",
    password: str | None = None,
    at: datetime,
) -> Arrived:
    """Bring somebody into a workspace: a user at once, others with a password or by a link.

    Raises Refused for members, for what is no address, and for a password that is too weak.
    """
    user = user_of(email)
    if user is not None:
        add_member(workspace, user, role=role, by=None, at=at)
        return Arrived(Arrival.ADDED)
    if password is None:
        invited = invite(workspace, email=email, role=role, by=None, at=at)
        return Arrived(Arrival.INVITED, invited.link)
    check_address(email)
    check_password(password, email=email, name=name)
    new = make_user(email, name=name, password=password)
    add_member(workspace, new, role=role, by=None, at=at)
    return Arrived(Arrival.MADE)
