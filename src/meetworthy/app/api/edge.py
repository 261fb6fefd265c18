"""The edge of what programs talk to: what Django itself says no to is said as problem details."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from meetworthy.app.people.access import access_of_key

from .problems import MEDIA_TYPE, details_of

START = ("/api/", "/v1/")
"""What addresses of programs begin with: the API, and the doors that facts come in by."""

_ERROR = 400
_Answer = Callable[[HttpRequest], HttpResponse]


class ProblemDetailsMiddleware:
    """Turns errors at addresses of programs that are not yet problem details into such."""

    def __init__(self, get_response: _Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        response = self.get_response(request)
        if not request.path.startswith(START) or response.status_code < _ERROR:
            return response
        if response.headers.get("Content-Type", "").startswith(MEDIA_TYPE):
            return response
        said = details_of(response.status_code)
        for name in ("Allow", "Retry-After"):
            if name in response:
                said[name] = response[name]
        return said


@csrf_exempt  # no cookie is looked at
def absent(request: HttpRequest, path: str = "") -> HttpResponse:  # noqa: ARG001 - the URL's
    """Answer for every address that there is not; without a key as for those that there are."""
    access = access_of_key(request.headers.get("Authorization"), at=timezone.now())
    return details_of(401 if access is None else 404)
