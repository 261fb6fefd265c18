"""What is done with sources: make, map event names, a new key, disable."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from meetworthy.app.ingest import keeping
from meetworthy.app.ingest.models import SIGNED, Source
from meetworthy.app.pages.refusing import text
from meetworthy.app.pages.shell import page
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.model.problem import Refused

from .naming import NO_FACT, kinds_for
from .sources import source_of
from .tabs import tabs_of

_MOST_NAMES = 500
"""Event names that a form may map at once; chosen by eye."""

_SENDER = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")

_KINDS = (
    (
        "browser",
        gettext_lazy("A website"),
        gettext_lazy("Segment's library in the browser; its key is public"),
    ),
    (
        "segment",
        gettext_lazy("A server or product"),
        gettext_lazy("Segment's library on a server; its key is secret"),
    ),
    (
        "json",
        gettext_lazy("A program of ours"),
        gettext_lazy("facts in plain JSON, with a secret key"),
    ),
    (
        "webhook",
        gettext_lazy("Another system"),
        gettext_lazy("signed webhooks, with an address of their own"),
    ),
    (
        "calcom",
        gettext_lazy("Cal.com"),
        gettext_lazy("meetings that are booked there, by its signed webhooks"),
    ),
    (
        "calendly",
        gettext_lazy("Calendly"),
        gettext_lazy("meetings that are booked there, by its signed webhooks"),
    ),
    (
        "calendar",
        gettext_lazy("Calendars"),
        gettext_lazy("Google, Outlook and others, as iCalendar feeds or files"),
    ),
)
"""What a new source can be, as the form asks: the choice, its name, what it means."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a form asks for."""

    name: str
    sender: str
    what: str

    @property
    def form(self) -> Source.Form:
        """The form that the choice means."""
        return Source.Form.SEGMENT if self.what == "browser" else Source.Form(self.what)

    def wrong(self) -> dict[str, str]:
        """Return what is wrong with it, by field."""
        found = {}
        if not self.name:
            found["name"] = _("A source needs a name. Say which system it is.")
        if not _SENDER.fullmatch(self.sender):
            found["sender"] = _("Use small letters, digits, - and _; a letter or digit first.")
        if self.what not in {value for value, *_more in _KINDS}:
            found["what"] = _("Choose what it is.")
        return found


@inside(Ability.MANAGE_DATA)
def new(request: HttpRequest, access: Access) -> HttpResponse:
    """Ask which system it is and what it speaks, and make the source."""
    name = text(request, "name", longest=100)
    sender = text(request, "sender", longest=100) or slugify(name)
    wanted = Wanted(name, sender, text(request, "what"))
    wrong: dict[str, str] = {}
    if request.method == "POST":
        wrong = wanted.wrong()
        made = None if wrong else _make(access, wanted)
        if made is not None:
            messages.success(request, _("The source is made. This is how it is connected."))
            return _to(access, made)
        taken = _("A source of this workspace has this name for its facts. Choose another.")
        wrong = wrong or {"sender": taken}
    context = {
        "wanted": wanted,
        "wrong": wrong,
        "kinds": _KINDS,
        "tabs": tabs_of(access, "data"),
    }
    status = 422 if wrong else 200
    return page(request, access, "data/source_new.html", context, section="data", status=status)


def _make(access: Access, wanted: Wanted) -> Source | None:
    """Make the source; None where another has its sender."""
    try:
        with transaction.atomic():
            return keeping.create_source(
                workspace=access.workspace,
                name=wanted.name,
                sender=wanted.sender,
                form=wanted.form,
                public=wanted.what == "browser",
                by=access.user,
                at=timezone.now(),
            )
    except (IntegrityError, Refused):
        return None


@require_POST
@inside(Ability.MANAGE_DATA)
def map_names(request: HttpRequest, access: Access, source: uuid.UUID) -> HttpResponse:
    """Say which kinds of facts event names mean; what is left undecided stays as it is."""
    found = source_of(access, source)
    known = set(kinds_for(found))
    names = request.POST.getlist("name")[:_MOST_NAMES]
    kinds = request.POST.getlist("kind")[:_MOST_NAMES]
    mapped = dict(found.names)
    for name, kind in zip(names, kinds, strict=False):
        if kind in known or kind == NO_FACT:
            mapped[name[:200]] = "" if kind == NO_FACT else kind
        elif not kind:
            mapped.pop(name, None)
    keeping.map_names(source=found, names=mapped, by=access.user, at=timezone.now())
    messages.success(
        request, _("The names are mapped. What waited for them can be retaken in quarantine.")
    )
    return _to(access, found)


@require_POST
@inside(Ability.MANAGE_DATA)
def rotate(request: HttpRequest, access: Access, source: uuid.UUID) -> HttpResponse:
    """Give a source a new key, or a webhook a new secret."""
    found = source_of(access, source)
    keeping.rotate(source=found, by=access.user, at=timezone.now())
    said = (
        _("It has a new secret; the one before holds until the next.")
        if found.form in SIGNED
        else _("It has a new key. Whoever sends by the old one is turned away.")
    )
    messages.success(request, said)
    return _to(access, found)


@require_POST
@inside(Ability.MANAGE_DATA)
def disable(request: HttpRequest, access: Access, source: uuid.UUID) -> HttpResponse:
    """Take nothing from a source any more."""
    found = source_of(access, source)
    keeping.disable(source=found, by=access.user, at=timezone.now())
    messages.success(request, _("Nothing is taken from it any more. What it told stays."))
    return _to(access, found)


def _to(access: Access, found: Source) -> HttpResponseRedirect:
    return redirect("source", access.workspace.slug, found.uuid)
