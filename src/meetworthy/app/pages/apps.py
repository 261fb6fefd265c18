"""The Django app `pages`."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Pages."""

    name = "meetworthy.app.pages"
    label = "pages"
    default_auto_field = "django.db.models.BigAutoField"
