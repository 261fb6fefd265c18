"""Every URL of the service: each app adds its own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("meetworthy.app.operate.urls")),
    path("", include("meetworthy.app.people.urls")),
    path("", include("meetworthy.app.ingest.urls")),
]
