"""The page on which a lead says that it wants no more letters; programs click it for them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from meetworthy.model.time import instant_of

from .bounces import note_leaving
from .compose import language_of
from .leaving import letter_of
from .models import Letter


@csrf_exempt  # RFC 8058, 3.2: the request comes without cookies; the signature is what counts
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, signed: str) -> HttpResponse:
    """Ask whether to leave, and leave on POST; looking at it, as scanners do, changes nothing."""
    letter = _letter(signed)
    if letter is None:
        return _page(request, "mail/leave_unknown.html", {}, status=404)
    about = {"company": letter.workspace.name}
    with translation.override(language_of(letter)):
        if request.method != "POST":
            return _page(request, "mail/leave.html", about)
        note_leaving(letter, at=instant_of(timezone.now()))
        return _page(request, "mail/left.html", about)


def _letter(signed: str) -> Letter | None:
    named = letter_of(signed)
    return Letter.objects.select_related("workspace").filter(uuid=named).first() if named else None


def _page(
    request: HttpRequest, template: str, about: dict[str, str], status: int = 200
) -> HttpResponse:
    answer = render(request, template, about, status=status)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
