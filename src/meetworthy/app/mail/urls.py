"""What `mail` serves: the page on which a lead leaves."""

from __future__ import annotations

from django.urls import URLPattern, path

from .leave_page import leave

urlpatterns: list[URLPattern] = [
    path("leave/<str:signed>/", leave, name="mail_leave"),
]
