"""The answer to a URL: the last report at once, and what a page says about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from meetworthy.app.definitions.timeline import timeline_of
from meetworthy.app.measuring.funnel import Measured, funnel_report
from meetworthy.app.people.access import Access
from meetworthy.definition.language import Definition
from meetworthy.model.time import instant_of

from .asking import Asked, asked_of


@dataclass(frozen=True, slots=True)
class Answer:
    """What was asked, by which definition it is read, and what is known of it."""

    asked: Asked
    definition: Definition
    measured: Measured | None


def answer_of(request: HttpRequest, access: Access, *, now: datetime) -> Answer:
    """Return what is known of what a URL asks; it is measured anew in the background."""
    definition = timeline_of(access.workspace.pk)[-1]
    asked = asked_of(request.GET, definition, today=now.date())
    question = asked.question(definition)
    found = funnel_report(access.workspace.pk, question, at=instant_of(now))
    return Answer(asked, definition, found)
