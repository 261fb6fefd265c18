"""The Django app `ledger`."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Facts and who they are about."""

    name = "meetworthy.app.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"
