"""The acts of the inbox as forms: each is one verb of the desk, and the next lead follows."""

from __future__ import annotations

import uuid
from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from meetworthy.app.desk.acts import ACTS, do
from meetworthy.app.desk.acts import undo as take_back
from meetworthy.app.ledger.models import Lead
from meetworthy.app.pages.refusing import tell, text
from meetworthy.app.pages.shell import reader_zone
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.model.problem import Refused
from meetworthy.model.time import instant_of

from .done import forget, keep, undo_of

_FIELDS = ("reason", "words", "until", "why", "owner", "how", "meeting", "by")
_LONGEST = 2_000  # characters, as a fact's texts

_WORDS = {
    "accept": _lazy("Accepted: %s."),
    "reject": _lazy("Rejected: %s."),
    "snooze": _lazy("Put off: %s."),
    "reassign": _lazy("Given to somebody else: %s."),
    "contact": _lazy("Contact logged: %s."),
    "open": _lazy("Opportunity opened: %s."),
    "worth": _lazy("The meeting is worth taking: %s."),
    "held": _lazy("The meeting took place: %s."),
    "missed": _lazy("The meeting did not take place: %s."),
    "confirm": _lazy("Meeting confirmed: %s."),
    "decline": _lazy("Meeting declined: %s."),
}


@require_POST
@inside(Ability.SEE, writing=Ability.RECORD)
def act(request: HttpRequest, access: Access, lead: uuid.UUID, act: str) -> HttpResponse:
    """Do something with a lead; what each act needs beside is checked where it is recorded."""
    found = _lead(access, lead)
    if act not in ACTS:
        raise Http404
    said = {name: text(request, name, longest=_LONGEST) for name in _FIELDS}
    said["until"] = _with_zone(said["until"], request, access)
    try:
        done = do(access, found, act, said, at=instant_of(timezone.now()))
    except Refused as refused:
        tell(request, refused)
        return _back(request, access, str(found.uuid))
    words = str(_WORDS[act]) % (text(request, "who") or _("the lead"))
    keep(request, access, found, done, words)
    return _back(request, access, text(request, "next"))


@require_POST
@inside(Ability.SEE, writing=Ability.RECORD)
def undo(request: HttpRequest, access: Access) -> HttpResponse:
    """Undo what was done last, within its minute."""
    at = instant_of(timezone.now())
    last = undo_of(request, access, at=at)
    if last is None:
        messages.error(request, _("There is nothing to undo any more."))
        return _back(request, access, "")
    try:
        take_back(access, _lead(access, last.lead), last.done, at=at)
    except Refused as refused:
        tell(request, refused)
    else:
        forget(request)
        messages.success(request, _("Undone."))
    return _back(request, access, str(last.lead))


def _lead(access: Access, public: uuid.UUID) -> Lead:
    found = Lead.objects.filter(workspace=access.workspace, uuid=public).first()
    if found is None:
        raise Http404
    return found


def _with_zone(said: str, request: HttpRequest, access: Access) -> str:
    """Return a moment that a form gives in the reader's own time, with its zone."""
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        return said
    return moment.replace(tzinfo=moment.tzinfo or reader_zone(request, access)).isoformat()


def _back(request: HttpRequest, access: Access, lead: str) -> HttpResponse:
    """Go back to where it was done: the inbox, with that lead or the next, or the lead's page."""
    if text(request, "from") == "lead" and lead:
        return HttpResponseRedirect(reverse("lead", args=[access.workspace.slug, lead]))
    asked = {"whose": text(request, "whose", longest=10), "lead": lead}
    query = urlencode({name: value for name, value in asked.items() if value})
    address = reverse("inbox", args=[access.workspace.slug])
    return HttpResponseRedirect(f"{address}?{query}" if query else address)
