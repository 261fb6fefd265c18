"""The Django app `definitions`."""

from django.apps import AppConfig


class DefinitionsConfig(AppConfig):
    """The written definition and its versions."""

    name = "meetworthy.app.definitions"
    label = "definitions"
    default_auto_field = "django.db.models.BigAutoField"
