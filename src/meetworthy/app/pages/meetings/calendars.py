"""The calendars of a source: added by their address, sent as files, looked at, removed."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from meetworthy.app.booking import feeds
from meetworthy.app.booking.models import Feed
from meetworthy.app.ingest.models import Source
from meetworthy.app.pages.refusing import tell, text
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.connect.icalendar.read import LARGEST
from meetworthy.model.problem import Refused

_SHOWN = 5
"""Problems of a file that are said at once; chosen by eye."""


@require_POST
@inside(Ability.MANAGE_DATA)
def add(request: HttpRequest, access: Access, source: uuid.UUID) -> HttpResponse:
    """Look at a calendar's address from now on."""
    found = _source(access, source)
    try:
        feeds.add_feed(
            found,
            name=text(request, "name"),
            url=text(request, "url", longest=feeds.LONGEST_URL + 1),
            by=access.user,
            at=timezone.now(),
        )
    except Refused as refused:
        tell(request, refused)
    else:
        messages.success(request, _("It is looked at now, and every half hour from now on."))
    return _to(access, found)


@require_POST
@inside(Ability.MANAGE_DATA)
def upload(request: HttpRequest, access: Access, source: uuid.UUID) -> HttpResponse:
    """Take a calendar that was sent as a file."""
    found = _source(access, source)
    sent = request.FILES.get("file")
    name = text(request, "name") or (sent.name or "" if sent else "")[:100]
    raw = sent.read(LARGEST + 1) if sent else b""
    try:
        feed, calendar = feeds.take_file(
            found, name=name, raw=raw, by=access.user, at=timezone.now()
        )
    except Refused as refused:
        for problem in refused.problems[:_SHOWN]:  # with its line
            messages.error(request, str(problem))
    else:
        done = ngettext(
            "%(n)s meeting with a guest is in it.", "%(n)s meetings with guests are in it.",
            feed.meetings,
        )  # fmt: skip
        messages.success(request, done % {"n": feed.meetings})
        for problem in calendar.problems[:_SHOWN]:
            messages.warning(request, str(problem))
    return _to(access, found)


@require_POST
@inside(Ability.MANAGE_DATA)
def look(request: HttpRequest, access: Access, source: uuid.UUID, feed: uuid.UUID) -> HttpResponse:
    """Look at a calendar now."""
    found, one = _feed(access, source, feed)
    feeds.look_now(one, at=timezone.now())
    messages.success(request, _("It is looked at within seconds."))
    return _to(access, found)


@require_POST
@inside(Ability.MANAGE_DATA)
def remove(
    request: HttpRequest, access: Access, source: uuid.UUID, feed: uuid.UUID
) -> HttpResponse:
    """Look at a calendar no more."""
    found, one = _feed(access, source, feed)
    feeds.remove_feed(one, by=access.user, at=timezone.now())
    messages.success(request, _("It is looked at no more. What it told stays."))
    return _to(access, found)


def _source(access: Access, public: uuid.UUID) -> Source:
    found = Source.objects.select_related("workspace").filter(
        workspace=access.workspace, uuid=public
    )
    one = found.first()
    if one is None:
        raise Http404
    return one


def _feed(access: Access, source: uuid.UUID, public: uuid.UUID) -> tuple[Source, Feed]:
    found = _source(access, source)
    one = Feed.objects.filter(source=found, uuid=public, removed_at=None).first()
    if one is None:
        raise Http404
    return found, one


def _to(access: Access, found: Source) -> HttpResponseRedirect:
    return redirect("source", access.workspace.slug, found.uuid)
