"""The Django app of routing."""

from __future__ import annotations

from django.apps import AppConfig


class RoutingConfig(AppConfig):
    """Who gets which lead."""

    name = "meetworthy.app.routing"
    label = "routing"
    default_auto_field = "django.db.models.BigAutoField"
