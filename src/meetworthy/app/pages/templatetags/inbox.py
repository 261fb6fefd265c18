"""Tags of the inbox: ``{% acts_of … as can %}`` gives what can be done with the lead shown."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from django import template
from django.urls import reverse

from meetworthy.app.booking.finding import public_of
from meetworthy.app.pages.inbox.offering import Asking, Can, can_of
from meetworthy.app.pages.meetings.words import STANDINGS
from meetworthy.handoff.meetings import Meeting
from meetworthy.model.time import moment_of

register = template.Library()


@register.simple_tag(takes_context=True)
def acts_of(context: template.Context) -> Can:
    """Return what the reader can do with the lead of this page, and which lead follows."""
    chosen = context.get("chosen") or context["lead"].uuid
    return can_of(
        Asking(
            access=context["access"],
            seen=context["seen"],
            lead=str(chosen),
            takers=context.get("takers") or (),
            reasons=[
                (label, f"{label[:1].upper()}{label[1:]} ({then})")
                for label, then in context["offers"].reasons
            ],
            tomorrow=_tomorrow(context["now"], context["zone"]),
            next=_next(context),
        )
    )


@register.simple_tag(takes_context=True)
def meeting_url(context: template.Context, meeting: Meeting) -> str:
    """Return the address of a meeting of the lead of this page."""
    workspace = context["workspace"]
    public = public_of(workspace, meeting.name)
    return reverse("meeting", args=[workspace.slug, context["lead"].uuid, public])


@register.filter
def standing(meeting: Meeting) -> str:
    """Write how a meeting stands."""
    return str(STANDINGS[meeting.standing.value])


def _tomorrow(now: int, zone: ZoneInfo) -> str:
    """Return tomorrow at nine, as the field of a form has it."""
    then = moment_of(now).astimezone(zone) + timedelta(days=1)
    return f"{then:%Y-%m-%d}T09:00"


def _next(context: template.Context) -> str:
    """Return the lead after the one shown, by which the list goes on."""
    leads = [str(one.of.lead) for one in context.get("lines") or ()]
    chosen = str(context.get("chosen"))
    if chosen not in leads:
        return ""
    place = leads.index(chosen)
    return (leads[place + 1 :] + leads[:place] + [""])[0]
