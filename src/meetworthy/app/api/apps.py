"""The Django app `api`."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The API."""

    name = "meetworthy.app.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"
