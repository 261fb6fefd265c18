"""Tags of the frame: the sheet's address, the remembered colours, roles in words."""

from __future__ import annotations

from typing import Any

from django import template

from meetworthy.app.pages.style import script_version as _script_version
from meetworthy.app.pages.style import style_url as _style_url
from meetworthy.app.people.models import Role

register = template.Library()


@register.simple_tag
def style_url() -> str:
    """Return the sheet's address."""
    return _style_url()


@register.simple_tag
def script_version() -> str:
    """Return the script's version."""
    return _script_version()


@register.simple_tag(takes_context=True)
def chosen_theme(context: template.Context) -> str:
    """Return the colours that the reader chose: light, dark, or nothing for the system's."""
    request: Any = context.get("request")
    theme = request.COOKIES.get("theme", "") if request else ""
    return theme if theme in ("light", "dark") else ""


@register.filter
def role_label(role: str) -> str:
    """Return a role in words."""
    return str(Role(role).label)
