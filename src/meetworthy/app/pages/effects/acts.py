"""What is done with endpoints: make, rotate the secret, disable, enable, tell again."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from meetworthy.app.outbox import endpoints
from meetworthy.app.outbox.models import Endpoint
from meetworthy.app.pages.data.tabs import tabs_of
from meetworthy.app.pages.refusing import said, text
from meetworthy.app.pages.shell import page, reader_zone
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.app.people.models import User
from meetworthy.model.problem import Refused

from .view import KINDS, endpoint_of, show


@inside(Ability.MANAGE_DATA)
def new(request: HttpRequest, access: Access) -> HttpResponse:
    """Ask for an address and what it is to be told, and make the endpoint."""
    url, kinds = text(request, "url", longest=500), request.POST.getlist("kinds")
    wrong: dict[str, str] = {}
    if request.method == "POST":
        try:
            made = endpoints.create_endpoint(
                access.workspace, url=url, kinds=kinds, by=_person(access), at=timezone.now()
            )
            return show(request, access, made.endpoint, secret=made.secret)
        except Refused as refused:
            wrong = said(refused)
    context = {
        "url": url,
        "chosen": kinds,
        "kinds": KINDS,
        "wrong": wrong,
        "tabs": tabs_of(access, "endpoints"),
    }
    status = 422 if wrong else 200
    return page(request, access, "effects/new.html", context, section="data", status=status)


@require_POST
@inside(Ability.MANAGE_DATA)
def rotate(request: HttpRequest, access: Access, endpoint: uuid.UUID) -> HttpResponse:
    """Sign with a new secret from now on, which is shown once."""
    found = endpoint_of(access, endpoint)
    secret = endpoints.rotate_secret(found, by=_person(access), at=timezone.now())
    return show(request, access, found, secret=secret)


@require_POST
@inside(Ability.MANAGE_DATA)
def disable(request: HttpRequest, access: Access, endpoint: uuid.UUID) -> HttpResponse:
    """Send nothing more there."""
    found, who = endpoint_of(access, endpoint), _person(access)
    why = _("%s disabled it.") % who
    endpoints.disable_endpoint(found, why=why, by=who, at=timezone.now())
    messages.success(request, _("Nothing is sent there any more. What waits goes on waiting."))
    return _to(access, found)


@require_POST
@inside(Ability.MANAGE_DATA)
def enable(request: HttpRequest, access: Access, endpoint: uuid.UUID) -> HttpResponse:
    """Send there again."""
    found = endpoint_of(access, endpoint)
    endpoints.enable_endpoint(found, by=_person(access), at=timezone.now())
    messages.success(request, _("It is told again, first of what has been waiting."))
    return _to(access, found)


@require_POST
@inside(Ability.MANAGE_DATA)
def replay(request: HttpRequest, access: Access, endpoint: uuid.UUID) -> HttpResponse:
    """Tell again what was recorded in a time."""
    found, at = endpoint_of(access, endpoint), timezone.now()
    since = _moment(request, access, "since")
    until = _moment(request, access, "until") or at
    if since is None or since >= until:
        messages.error(request, _("Say from when, and a later end. Nothing is told again."))
        return _to(access, found)
    number = endpoints.replay(found, since=since, until=until, by=_person(access), at=at)
    _say_how_many(request, number)
    return _to(access, found)


@require_POST
@inside(Ability.MANAGE_DATA)
def retry(request: HttpRequest, access: Access, endpoint: uuid.UUID) -> HttpResponse:
    """Try again what was given up."""
    found = endpoint_of(access, endpoint)
    _say_how_many(request, endpoints.replay_given_up(found, by=_person(access), at=timezone.now()))
    return _to(access, found)


def _say_how_many(request: HttpRequest, number: int) -> None:
    done = ngettext("%(n)s message is told again.", "%(n)s messages are told again.", number)
    messages.success(request, done % {"n": f"{number:,}"})


def _moment(request: HttpRequest, access: Access, name: str) -> datetime | None:
    """Read a moment as a browser's field writes it, in the reader's zone."""
    try:
        said_at = datetime.fromisoformat(text(request, name, longest=32))
        return said_at.replace(tzinfo=reader_zone(request, access)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _person(access: Access) -> User:
    """Return who asks: pages are for people, so there is one."""
    assert access.user is not None
    return access.user


def _to(access: Access, found: Endpoint) -> HttpResponseRedirect:
    return redirect("endpoint", access.workspace.slug, found.uuid)
