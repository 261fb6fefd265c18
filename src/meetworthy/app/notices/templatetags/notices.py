"""Who was told of a lead, for the lead's page: ``{% told_of_lead %}``."""

from __future__ import annotations

from typing import Any

from django import template

from meetworthy.app.notices.telling import told_of

register = template.Library()


@register.inclusion_tag("notices/on_lead.html", takes_context=True)
def told_of_lead(context: template.Context) -> dict[str, Any]:
    """Show who was told of a lead, of what and how, by the instant that is shown."""
    moment, now = context["moment"], context["now"]
    until = moment.known_by or moment.at or now
    told = told_of(context["workspace"], context["seen"].lead, zone=context["zone"], until=until)
    return {**{name: context.get(name) for name in ("workspace", "zone", "now")}, "told": told}
