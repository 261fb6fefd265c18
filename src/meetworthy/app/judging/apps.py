"""The Django app `judging`."""

from django.apps import AppConfig


class JudgingConfig(AppConfig):
    """What follows from facts."""

    name = "meetworthy.app.judging"
    label = "judging"
    default_auto_field = "django.db.models.BigAutoField"
