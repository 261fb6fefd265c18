"""What those who run the service ask it: does it live, is it ready, how does it fare."""

from __future__ import annotations

import hmac
import os
import shutil
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from .crew import crew_here
from .migrating import is_migrated

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

_LOG = structlog.get_logger(__name__)

LEAST_FREE_BYTES = 200_000_000
"""With less room than this nothing more is taken in; chosen by eye, above any batch of ours."""


@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Say that the process lives; asks nothing of anybody else."""
    return JsonResponse({"status": "alive"})


@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """Say whether requests should come here: 200, or 503 with what is missing."""
    checks = {
        "database": _database(),
        "disk": _disk(),
        "tasks": _tasks(),
    }
    if checks["database"] == "fine":
        checks["migrations"] = "fine" if is_migrated() else "run `meetworthy migrate`"
    ready = all(said == "fine" for said in checks.values())
    if not ready:
        _LOG.warning("not ready", **{name: said for name, said in checks.items() if said != "fine"})
    return JsonResponse(
        {"status": "ready" if ready else "not ready", "checks": checks},
        status=200 if ready else 503,
    )


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError as error:
        return f"does not answer ({type(error).__name__})"
    return "fine"


def _disk() -> str:
    try:
        free = shutil.disk_usage(settings.DATA_FOLDER).free
    except OSError as error:
        return f"the folder of data can't be read ({error.strerror})"
    return "fine" if free >= LEAST_FREE_BYTES else f"only {free // 1_000_000} MB free"


def _tasks() -> str:
    crew = crew_here()
    troubles = crew.troubles() if crew else {}
    return "; ".join(f"{name}: {said}" for name, said in troubles.items()) or "fine"


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer Prometheus: whoever is on this machine, or holds the token."""
    if not _may_see_metrics(request):
        return HttpResponse("Send the token of MEETWORTHY_METRICS_TOKEN as a Bearer.\n", status=403)
    from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

    return HttpResponse(generate_latest(_registry()), content_type=CONTENT_TYPE_LATEST)


def _registry() -> CollectorRegistry:
    from prometheus_client import REGISTRY, CollectorRegistry, multiprocess

    from .figures import FiguresCollector
    from .metrics import MEMORY, resident_bytes

    MEMORY.set(resident_bytes() or 0)
    registry = CollectorRegistry()
    registry.register(FiguresCollector())
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # theirs
    else:
        registry.register(REGISTRY)
    return registry


_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")


def _may_see_metrics(request: HttpRequest) -> bool:
    token = settings.CONFIGURATION.metrics_token
    if token:
        given = request.META.get("HTTP_AUTHORIZATION", "")
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    # A proxy on this machine passes on what others ask: then it is not this machine that asks.
    if any(name in request.META for name in _FORWARDED):
        return False
    return request.META.get("REMOTE_ADDR", "").partition("%")[0] in ("127.0.0.1", "::1")
