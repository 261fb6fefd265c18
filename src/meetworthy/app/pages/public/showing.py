"""How pages for leads are answered: not indexed, not kept, and telling nobody whence one came."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def show(
    request: HttpRequest, template: str, about: Mapping[str, object], *, status: int = 200
) -> HttpResponse:
    """Return a page for a lead."""
    answer = render(request, template, dict(about), status=status)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "no-store"
    return answer
