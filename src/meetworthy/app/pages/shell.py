"""Rendering a page: what every template gets beside its own words."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from meetworthy.app.people.access import Access
from meetworthy.model.time import instant_of

from .navigation import navigation

_LONGEST_ZONE = 64


def page(
    request: HttpRequest,
    access: Access | None,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    section: str = "",
    status: int = 200,
    now: datetime | None = None,
) -> HttpResponse:
    """Render a page of a workspace; ``section`` is its entry in the navigation.

    Templates find ``access``, ``workspace``, ``navigation``, ``section``, ``zone`` (the reader's)
    and ``now`` (an instant), which the tags of ``marks`` use to write times.
    """
    own = {
        "access": access,
        "workspace": access.workspace if access else None,
        "navigation": navigation(access),
        "section": section,
        "zone": reader_zone(request, access),
        "now": instant_of(now or timezone.now()),
    }
    return render(request, template, {**own, **(context or {})}, status=status)


def reader_zone(request: HttpRequest, access: Access | None) -> ZoneInfo:
    """Return the zone in which times are written: the reader's clock's, else the workspace's."""
    told = request.COOKIES.get("zone", "")[:_LONGEST_ZONE].replace("%2F", "/")
    for name in (told, access.workspace.zone if access else ""):
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return ZoneInfo("UTC")
