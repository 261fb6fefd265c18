"""The page on which somebody stops the mails of a workspace; programs click it for them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from meetworthy.app.notices.choices import stop
from meetworthy.app.notices.stopping import stopped_by
from meetworthy.app.people.models import Workspace


@csrf_exempt  # RFC 8058, 3.2: the request comes without cookies; the signature is what counts
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_mails(request: HttpRequest, signed: str) -> HttpResponse:
    """Ask whether to stop, and stop on POST; looking at it, as scanners do, changes nothing."""
    named = stopped_by(signed)
    workspace = Workspace.objects.filter(pk=named[0]).first() if named else None
    if named is None or workspace is None:
        return _page(request, {"state": "unknown"}, status=404)
    if request.method != "POST":
        return _page(request, {"state": "asked", "company": workspace.name, "person": named[1]})
    stop(workspace, named[1])
    return _page(request, {"state": "stopped", "company": workspace.name, "slug": workspace.slug})


def _page(request: HttpRequest, about: dict[str, str], status: int = 200) -> HttpResponse:
    answer = render(request, "notices/stop.html", about, status=status)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
