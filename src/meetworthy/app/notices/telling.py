"""Who was told of what, and when: of a lead, and of everything that somebody heard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import tzinfo
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meetworthy.app.people.models import Workspace

from .kinds import KINDS, Kind, Way
from .models import Bundle, Notice
from .scene import About, abouts
from .words import sentence

_WAYS = {
    Way.MAIL: _("by mail"),
    Way.CHAT: _("in the chat"),
    Way.DIGEST: _("in the digest"),
    Way.NEVER: _("not told"),
}
_STATES = {
    Notice.State.WAITING: _("waits for the digest"),
    Notice.State.TOLD: _("told"),
}
_WHY = {
    "owner": _("has the lead"),
    "manager": _("manager of who has the lead"),
    "admin": _("admin"),
    "host": _("host"),
    "booker": _("booked it"),
    "decliner": _("declined it"),
    "named": _("named in the definition"),
    "asked": _("is asked"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A notice as shown: what it said, to whom and why they, how, and what became of it."""

    uuid: UUID
    person: str
    why: str
    why_text: str
    kind: str
    label: Promise
    text: str
    at: int
    told_at: int | None
    way: Promise | str
    state: str
    lead: UUID | None
    state_text: str


def told_of(workspace: Workspace, lead: int, *, zone: tzinfo, until: int) -> list[Told]:
    """Return who was told of a lead by an instant, the latest first."""
    rows = Notice.objects.filter(workspace=workspace, lead=lead, recorded_at__lte=until)
    return _shown(
        workspace, rows.select_related("bundle").order_by("-recorded_at", "-pk")[:50], zone
    )


def told_to(workspace: Workspace, person: str, *, most: int, zone: tzinfo) -> list[Told]:
    """Return what somebody was told lately, the latest first."""
    rows = Notice.objects.filter(workspace=workspace, person=person.lower())
    return _shown(
        workspace, rows.select_related("bundle").order_by("-recorded_at", "-pk")[:most], zone
    )


def shown(workspace: Workspace, rows: Iterable[Notice], zone: tzinfo) -> list[Told]:
    """Return notices as shown, with times in a zone."""
    return _shown(workspace, rows, zone)


def _shown(workspace: Workspace, rows: Iterable[Notice], zone: tzinfo) -> list[Told]:
    found = list(rows)
    leads = abouts(workspace.pk, {one.lead for one in found if one.lead is not None})
    return [_told(one, leads.get(one.lead or 0), zone) for one in found]


def _told(one: Notice, about: About | None, zone: tzinfo) -> Told:
    return Told(
        uuid=one.uuid,
        person=one.person,
        why=one.why,
        why_text=str(_WHY.get(one.why, one.why)),
        kind=one.kind,
        label=KINDS[Kind(one.kind)].label,
        text=sentence(one.what, about, zone),
        at=one.at,
        told_at=one.told_at,
        way=_way(one),
        state=one.state,
        lead=about.uuid if about else None,
        state_text=one.dropped or str(_STATES.get(Notice.State(one.state), one.state)),
    )


def _way(one: Notice) -> Promise | str:
    """Return how it was told: where a chat took nothing, by mail."""
    if one.bundle is not None and one.bundle.state == Bundle.State.GIVEN_UP:
        return _("by mail, as the chat took nothing")
    return _WAYS[Way(one.way)]
