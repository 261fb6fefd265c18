"""The Django app `ingest`."""

from django.apps import AppConfig


class IngestConfig(AppConfig):
    """Sources of facts, and what could not be taken."""

    name = "meetworthy.app.ingest"
    label = "ingest"
    default_auto_field = "django.db.models.BigAutoField"
