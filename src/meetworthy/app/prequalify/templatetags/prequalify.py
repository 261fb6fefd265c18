"""The card of a lead's form, for the lead's page: ``{% prequalification_card %}``."""

from __future__ import annotations

from typing import Any

from django import template

from meetworthy.app.prequalify.card import card_of

register = template.Library()


@register.inclusion_tag("prequalify/card.html", takes_context=True)
def prequalification_card(context: template.Context) -> dict[str, Any]:
    """Show a lead's form: what became of it, and the button that sends one."""
    now = context["now"]
    return {
        **{name: context.get(name) for name in ("workspace", "lead", "zone", "now", "moment")},
        "card": card_of(context["access"], context["seen"], at=now),
    }
