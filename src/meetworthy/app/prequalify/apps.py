"""The Django app `prequalify`."""

from django.apps import AppConfig


class PrequalifyConfig(AppConfig):
    """Forms that leads answer before a meeting."""

    name = "meetworthy.app.prequalify"
    label = "prequalify"
    default_auto_field = "django.db.models.BigAutoField"
