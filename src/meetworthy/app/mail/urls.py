"""What `mail` serves: the page on which a lead leaves, and the door for letters handed on."""

from __future__ import annotations

from django.urls import URLPattern, path

from .door import letter
from .leave_page import leave

urlpatterns: list[URLPattern] = [
    path("leave/<str:signed>/", leave, name="mail_leave"),
    path("v1/mail/<uuid:source>", letter, name="mail_letter"),
]
