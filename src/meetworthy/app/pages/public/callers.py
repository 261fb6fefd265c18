"""How often somebody may come by without a link of ours: guessing gets slower than hopeless."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from meetworthy.app.operate.buckets import Buckets

PER_SECOND = 0.5
BURST = 30
"""Wrong links, and answers to one form, that are looked at; chosen by eye."""

_CALLERS = Buckets(per_second=PER_SECOND, burst=BURST)

seconds_to_wait = _CALLERS.seconds_to_wait
forget = _CALLERS.fill


def address_of(request: HttpRequest) -> str:
    """Return the address of whoever asks; behind a proxy, the one that the proxy says."""
    said = request.headers.get("X-Forwarded-For", "") if settings.CONFIGURATION.is_behind else ""
    return said.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))
