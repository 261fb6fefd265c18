"""The Django app `mail`."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    """Letters out, and what comes back."""

    name = "meetworthy.app.mail"
    label = "mail"
    default_auto_field = "django.db.models.BigAutoField"
