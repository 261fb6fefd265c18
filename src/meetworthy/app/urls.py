"""Every URL of the service: each app adds its own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("meetworthy.app.operate.urls")),
    path("", include("meetworthy.app.people.urls")),
    path("", include("meetworthy.app.ingest.urls")),
    path("", include("meetworthy.app.api.urls")),
    path("", include("meetworthy.app.mail.urls")),
    path("", include("meetworthy.app.prequalify.urls")),
    path("", include("meetworthy.app.pages.urls")),
]

handler400 = "meetworthy.app.pages.errors.bad_request"
handler403 = "meetworthy.app.pages.errors.forbidden"
handler404 = "meetworthy.app.pages.errors.not_found"
handler500 = "meetworthy.app.pages.errors.broken"
