"""The Django app `imports`."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Imports of files."""

    name = "meetworthy.app.imports"
    label = "imports"
    default_auto_field = "django.db.models.BigAutoField"
