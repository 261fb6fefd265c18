"""Saying why a verb refused: beside the form where it is shown again, at the top elsewhere."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest

from meetworthy.model.problem import Refused


def tell(request: HttpRequest, refused: Refused) -> None:
    """Say every problem, with its remedy, at the top of the next page."""
    for problem in refused.problems:
        messages.error(request, f"{problem.cause} {problem.remedy}")


def said(refused: Refused) -> dict[str, str]:
    """Return what is wrong with each field of a form, by the field's name."""
    found: dict[str, str] = {}
    for problem in refused.problems:
        field = problem.place.field or problem.place.file
        found[field] = f"{found.get(field, '')} {problem.cause} {problem.remedy}".strip()
    return found


def text(request: HttpRequest, name: str, *, longest: int = 200) -> str:
    """Return what a form says under a name, as databases can keep it."""
    return request.POST.get(name, "").replace("\x00", "").strip()[:longest]
