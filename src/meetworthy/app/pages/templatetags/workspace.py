"""Tags of the workspace's own pages: moments kept as datetimes, counts, abilities in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django import template
from django.utils.safestring import SafeString

from meetworthy.app.pages.keys.words import ability_text
from meetworthy.app.pages.saying import moment_text
from meetworthy.model.time import instant_of
from meetworthy.report.figures import count as count_text

from .marks import ago, time_tag

register = template.Library()


@register.simple_tag(takes_context=True)
def when_at(
    context: template.Context, moment: datetime | None, date_only: bool = False
) -> SafeString:
    """Write a moment that is kept as a datetime, or only its day; nothing for None."""
    if moment is None:
        return SafeString("")
    instant = instant_of(moment)
    zone, now = context["zone"], context["now"]
    return time_tag(instant, moment_text(instant, zone, now, date_only=date_only))


@register.simple_tag(takes_context=True)
def ago_at(context: template.Context, moment: datetime | None) -> SafeString:
    """Write how long ago a moment was that is kept as a datetime; nothing for None."""
    return ago(context, None if moment is None else instant_of(moment))


@register.filter
def count(number: int) -> str:
    """Write a count with its thousands apart."""
    return count_text(number)


@register.filter
def ability(name: str) -> str:
    """Write what one may do, in words."""
    return ability_text(name)


@register.filter
def abilities(names: Iterable[str]) -> str:
    """Write what one may do, all of it."""
    return ", ".join(ability_text(name) for name in names)


@register.filter
def plain_verb(verb: str) -> str:
    """Write the verb of a deed: ``member.added`` is ``member added``."""
    return verb.replace(".", " ").replace("_", " ")
