"""The Django app `people`."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Workspaces and the people in them."""

    name = "meetworthy.app.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
