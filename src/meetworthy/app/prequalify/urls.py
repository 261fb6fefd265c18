"""What `prequalify` serves to people of a workspace."""

from __future__ import annotations

from django.urls import URLPattern, path

from .acts import send, undo

urlpatterns: list[URLPattern] = [
    path("w/<slug:workspace>/leads/<uuid:lead>/form", send, name="form-send"),
    path("w/<slug:workspace>/leads/<uuid:lead>/form/take-back", undo, name="form-take-back"),
]
