"""The Django app `notices`."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """What people are told of."""

    name = "meetworthy.app.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"
