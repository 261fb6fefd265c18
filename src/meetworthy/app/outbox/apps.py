"""The Django app `outbox`."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Messages to other systems."""

    name = "meetworthy.app.outbox"
    label = "outbox"
    default_auto_field = "django.db.models.BigAutoField"
