"""Tags of the inbox: ``{% acts_of … as can %}`` gives what can be done with the lead shown."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from django import template

from meetworthy.app.pages.inbox.offering import Asking, Can, can_of
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
            members=context.get("members") or (),
            reasons=[
                (label, f"{label[:1].upper()}{label[1:]} ({then})")
                for label, then in context["offers"].reasons
            ],
            tomorrow=_tomorrow(context["now"], context["zone"]),
            next=_next(context),
        )
    )


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
