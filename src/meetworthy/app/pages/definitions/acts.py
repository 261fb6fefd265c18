"""What is done with a version: sign, try, activate, take back."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from meetworthy.app.definitions import verbs
from meetworthy.app.definitions.models import Version
from meetworthy.app.pages.refusing import tell, text
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.model.problem import Refused

from .version import found_version


@require_POST
@inside(Ability.SEE, writing=Ability.SEE)  # the verb asks for the team's own ability
def sign(request: HttpRequest, access: Access, version: uuid.UUID) -> HttpResponse:
    """Sign what somebody has read, for their team."""
    found = found_version(access, version)
    team, seen = text(request, "team"), text(request, "hash")

    def signed(at: datetime) -> object:
        return verbs.sign(found, team=team, seen_hash=seen, by=access, at=at)

    return _do(request, access, found, signed, _("It is signed for %s.") % team)


@require_POST
@inside(Ability.WRITE_DEFINITION)
def try_out(request: HttpRequest, access: Access, version: uuid.UUID) -> HttpResponse:
    """Have it reckoned what a version would change."""
    found = found_version(access, version)
    try:
        asked = verbs.request_dry_run(found, by=access, at=timezone.now())
    except Refused as refused:
        tell(request, refused)
        return redirect("version", access.workspace.slug, found.uuid)
    return redirect("dry-run", access.workspace.slug, asked.uuid)


@require_POST
@inside(Ability.ACTIVATE)
def activate(request: HttpRequest, access: Access, version: uuid.UUID) -> HttpResponse:
    """Put a version in force."""
    found = found_version(access, version)
    done = _("It is active: every lead is being judged by it, in the background.")
    return _do(request, access, found, lambda at: verbs.activate(found, by=access, at=at), done)


@require_POST
@inside(Ability.ACTIVATE)
def withdraw(request: HttpRequest, access: Access, version: uuid.UUID) -> HttpResponse:
    """Take an active version back."""
    found = found_version(access, version)
    done = _("It is taken back: every lead is being judged as if it had never been in force.")
    return _do(request, access, found, lambda at: verbs.withdraw(found, by=access, at=at), done)


def _do(
    request: HttpRequest,
    access: Access,
    found: Version,
    verb: Callable[[datetime], object],
    done: str,
) -> HttpResponse:
    try:
        verb(timezone.now())
    except Refused as refused:
        tell(request, refused)
    else:
        messages.success(request, done)
    return redirect("version", access.workspace.slug, found.uuid)
