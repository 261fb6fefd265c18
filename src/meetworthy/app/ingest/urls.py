"""Where clients send facts to."""

from __future__ import annotations

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from meetworthy.connect.segment.limits import PATHS

from .doors import bookings, facts, segment, webhooks


class CallConverter(StringConverter):
    """The names of Segment's calls."""

    regex = "|".join(sorted(PATHS, key=len, reverse=True))


register_converter(CallConverter, "call")

urlpatterns = [
    path("v1/facts", facts.call, name="facts"),
    path("v1/webhooks/<uuid:source>", webhooks.call, name="webhook"),
    path("v1/calcom/<uuid:source>", bookings.calcom, name="calcom"),
    path("v1/calendly/<uuid:source>", bookings.calendly, name="calendly"),
    path("v1/projects/<str:key>/settings", segment.settings, name="segment_settings"),
    path("v1/<call:path>", segment.call, name="segment"),
]
