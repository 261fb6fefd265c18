"""The sources page, and one source: how it is connected, what it told, what waits."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetworthy.app.booking.feeds import feeds_of
from meetworthy.app.ingest.models import Quarantined, Source
from meetworthy.app.pages.shell import page
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.model.time import instant_of

from .activity import Told, has_ever_told, lately
from .naming import NO_FACT, kinds_for, names_of
from .snippets import address_of, snippets_of
from .tabs import tabs_of

FORMS = {
    Source.Form.SEGMENT: _("Segment's tracking calls"),
    Source.Form.JSON: _("facts in JSON"),
    Source.Form.WEBHOOK: _("signed webhooks"),
    Source.Form.IMPORT: _("files"),
    Source.Form.CALCOM: _("bookings of Cal.com"),
    Source.Form.CALENDLY: _("bookings of Calendly"),
    Source.Form.CALENDAR: _("calendars"),
}
"""What each form of source speaks."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A source, what it told lately, whether it ever did, and what waits of it."""

    of: Source
    form: str
    told: Told
    ever: bool
    waiting: int


@inside(Ability.SEE)
def sources(request: HttpRequest, access: Access) -> HttpResponse:
    """Show the sources, those in use first."""
    now = timezone.now()
    told = lately(access.workspace.pk, now=instant_of(now))
    rows = Source.objects.filter(workspace=access.workspace).order_by("disabled_at", "name")
    waiting = dict(_open(access).values_list("source").annotate(Count("pk")).order_by())
    context = {
        "rows": [
            Shown(
                one,
                str(FORMS[Source.Form(one.form)]),
                mine := told.of(one.sender),
                bool(mine.facts) or has_ever_told(access.workspace.pk, one.sender),
                waiting.get(one.pk, 0),
            )
            for one in rows
        ],
        "told": told,
        "may_manage": access.may(Ability.MANAGE_DATA),
        "tabs": tabs_of(access, "data"),
        "own_keys": (("n", "new source"),) if access.may(Ability.MANAGE_DATA) else (),
    }
    return page(request, access, "data/sources.html", context, section="data", now=now)


@inside(Ability.SEE)
def source(request: HttpRequest, access: Access, source: uuid.UUID) -> HttpResponse:
    """Show one source; its key and how to connect only to who manages data."""
    now, found = timezone.now(), source_of(access, source)
    may_manage = access.may(Ability.MANAGE_DATA)
    told = lately(access.workspace.pk, now=instant_of(now))
    context = {
        "one": found,
        "form": FORMS[Source.Form(found.form)],
        "told": told,
        "mine": told.of(found.sender),
        "waiting": _open(access).filter(source=found).count(),
        "address": address_of(found),
        "snippets": snippets_of(found) if may_manage else [],
        "names": names_of(found) if found.form == Source.Form.SEGMENT else [],
        "kinds": kinds_for(found) if found.form == Source.Form.SEGMENT else [],
        "calendars": feeds_of(found) if found.form == Source.Form.CALENDAR else [],
        "no_fact": NO_FACT,
        "may_manage": may_manage,
        "tabs": tabs_of(access, "data"),
    }
    answer = page(request, access, "data/source.html", context, section="data", now=now)
    if may_manage:
        answer["Cache-Control"] = "no-store"  # a key is on it
    return answer


def source_of(access: Access, public: uuid.UUID) -> Source:
    """Return a source of the workspace; raises Http404 for any other."""
    found = Source.objects.filter(workspace=access.workspace, uuid=public).first()
    if found is None:
        raise Http404
    return found


def _open(access: Access) -> QuerySet[Quarantined]:
    return Quarantined.objects.filter(workspace=access.workspace, state=Quarantined.State.OPEN)
