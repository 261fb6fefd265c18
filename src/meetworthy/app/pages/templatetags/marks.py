"""Tags for what is known and when: moments, points, the marks of criteria.

``{% when instant %}`` writes a moment in the reader's zone with the exact UTC time on hover;
``{% ago instant %}`` how long ago; ``{% mark "partial" %}`` the mark of a criterion (its word
stands beside it); ``{{ value|points }}`` points.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from meetworthy.app.pages import saying
from meetworthy.app.pages.lead.moment import for_url as moment_for_url
from meetworthy.app.pages.lead.timeline import kind_text
from meetworthy.app.pages.leads.asking import Question
from meetworthy.app.pages.names import STATUS_WORDS
from meetworthy.model.criteria import Status
from meetworthy.model.time import moment_of

register = template.Library()


def time_tag(instant: int, text: str, exact: str = "") -> SafeString:
    """Write a moment as its text, with the exact UTC time on hover."""
    iso = moment_of(instant).isoformat().replace("+00:00", "Z")
    exact = exact or saying.exact_text(instant)
    return format_html('<time datetime="{}" title="{}">{}</time>', iso, exact, text)


@register.simple_tag(takes_context=True)
def when(
    context: template.Context,
    instant: int | None,
    date_only: bool = False,
    of_day: ZoneInfo | None = None,
) -> SafeString:
    """Write a moment in the reader's zone, a mere day in the workspace's; nothing for None.

    ``of_day`` is the zone of a day that was said in another one.
    """
    if instant is None:
        return SafeString("")
    zone: ZoneInfo = context["zone"]
    if not date_only:
        return time_tag(instant, saying.moment_text(instant, zone, context["now"]))
    workspace = context.get("workspace")
    # Elsewhere it is another day.
    zone = of_day or (ZoneInfo(workspace.zone) if workspace else zone)
    text = saying.moment_text(instant, zone, context["now"], date_only=True)
    return time_tag(instant, text, saying.day_text(instant, zone))


@register.simple_tag(takes_context=True)
def ago(context: template.Context, instant: int | None) -> SafeString:
    """Write how long ago something was; nothing for None."""
    if instant is None:
        return SafeString("")
    return time_tag(instant, saying.ago_text(instant, context["now"]))


@register.simple_tag
def mark(status: Status) -> SafeString:
    """Draw the mark of a criterion's status, with its word for who cannot see it."""
    word = STATUS_WORDS[status]
    return format_html(
        '<span class="mark {}"></span><span class="sr">{}</span>', Status(status).name.lower(), word
    )


@register.filter
def asked(question: Question, name: str) -> str:
    """Write what a question asks under a name."""
    return question.value(name)


@register.filter
def points(value: float) -> str:
    """Write points."""
    return saying.points_text(value)


@register.filter
def score(value: float, threshold: float | None) -> str:
    """Write a score, on its side of the threshold."""
    return saying.score_text(value, threshold)


@register.filter
def person(actor: str, people: dict[str, str]) -> str:
    """Write who did something: a name where the address is that of somebody here."""
    return people.get(actor.lower(), actor)


@register.filter
def words(name: str) -> str:
    """Write an identifier as words."""
    return saying.words_of(name)


@register.filter
def status_word(status: Status) -> str:
    """Write a status."""
    return str(STATUS_WORDS[status])


@register.filter
def span(length: int) -> str:
    """Write a length of time."""
    return saying.span_text(length)


@register.filter
def kind(name: str) -> str:
    """Write a kind of fact or effect."""
    return kind_text(name)


@register.filter
def for_url(instant: int) -> str:
    """Write an instant as links write it."""
    return moment_for_url(instant)
