"""Meetings in words: how they stand, what happened to them, what they wait for."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetworthy.app.booking.listing import Row, Tab

STANDINGS: Mapping[str, Promise] = {
    "booked": gettext_lazy("booked"),
    "cancelled": gettext_lazy("called off"),
    "missed": gettext_lazy("missed"),
    "held": gettext_lazy("held"),
    "confirmed": gettext_lazy("confirmed"),
    "declined": gettext_lazy("declined"),
    "disputed": gettext_lazy("disputed"),
}
"""How a meeting stands."""

HAPPENED: Mapping[str, Promise] = {
    "meeting.booked": gettext_lazy("Booked"),
    "meeting.moved": gettext_lazy("Moved"),
    "meeting.accepted": gettext_lazy("Accepted as worth taking"),
    "agenda.sent": gettext_lazy("Agenda sent"),
    "meeting.cancelled": gettext_lazy("Called off"),
    "meeting.held": gettext_lazy("Took place"),
    "meeting.missed": gettext_lazy("Did not take place"),
    "meeting.confirmed": gettext_lazy("Confirmed: it was worth taking"),
    "meeting.declined": gettext_lazy("Declined: it was not worth taking"),
    "meeting.disputed": gettext_lazy("Disputed"),
}
"""What may happen to a meeting."""

TABS: Mapping[Tab, Promise] = {
    Tab.AHEAD: gettext_lazy("Ahead"),
    Tab.OPEN: gettext_lazy("To confirm"),
    Tab.PAST: gettext_lazy("Past"),
}

SYSTEMS: Mapping[str, Promise] = {
    "cal.com": gettext_lazy("the guest, in Cal.com"),
    "calendly": gettext_lazy("the guest, in Calendly"),
    "calendar": gettext_lazy("a calendar"),
}
"""Who booked, where it was none of us."""


def who_text(actor: str, people: Mapping[str, str]) -> str:
    """Return who did something: a name where it is one of us, the system in words."""
    return str(people.get(actor.lower()) or SYSTEMS.get(actor) or actor)


def side_text(by: str) -> str:
    """Return who called a meeting off, or did not come."""
    return {"host": _("the host"), "guest": _("the guest")}.get(by, by)


def waits_for(row: Row, now: int) -> str:
    """Return what somebody has to say of a meeting next; empty where nothing is missing."""
    if row.standing == "disputed":
        return _("the arbiter decides")
    if row.standing == "held":
        return _("was it worth taking?")
    if row.standing == "booked" and (row.ends_at or row.moment) <= now:
        return _("did it take place?")
    if row.standing == "booked" and row.moment <= now:
        return _("under way")
    return ""
