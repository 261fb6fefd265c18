"""Around every request: an id, a line in the log, a measure; and probes that skip the rest."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

from . import probes
from .metrics import REQUEST_SECONDS

_LOG = structlog.get_logger("meetworthy.request")
_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")

_Answer = Callable[[HttpRequest], HttpResponse]

PROBES: dict[str, _Answer] = {
    "/healthz": probes.healthz,
    "/readyz": probes.readyz,
    "/metrics": probes.metrics,
}
"""Answered first: who probes by address names no host we know, and has no session."""


class RequestMiddleware:
    """Gives each request an id (the caller's where it sends one), measures it, logs its end."""

    def __init__(self, get_response: _Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        probe = PROBES.get(request.path)
        if probe is not None:
            return probe(request)
        given = request.headers.get("X-Request-ID", "")
        request_id = given if _ID.fullmatch(given) else uuid.uuid4().hex
        with structlog.contextvars.bound_contextvars(request=request_id):
            began = time.perf_counter()
            response = self.get_response(request)
            _record(request, response, time.perf_counter() - began)
        response["X-Request-ID"] = request_id
        return response


def _record(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    method = request.method if request.method in _METHODS else "other"
    route = request.resolver_match.route if request.resolver_match else "none"
    REQUEST_SECONDS.labels(method, route, response.status_code).observe(seconds)
    log = _LOG.error if response.status_code >= 500 else _LOG.info
    log(
        "request",
        method=method,
        route=route,
        status=response.status_code,
        ms=round(seconds * 1_000, 1),
    )


_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
