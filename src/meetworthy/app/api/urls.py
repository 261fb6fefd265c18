"""Where the API is: `/api/v1/`, and nothing beside it."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from .document import publish
from .edge import absent
from .service import api

_ROOT = "api-root"
"""The page that django-ninja adds at the root; here nothing is."""

_ENDPOINTS = [each for each in api.urls[0] if getattr(each, "name", None) != _ROOT]

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/openapi.json", publish, name="openapi"),
    path("api/v1/", include((_ENDPOINTS, "api"))),
    path("api/", absent),
    path("api/<path:path>", absent),
]
