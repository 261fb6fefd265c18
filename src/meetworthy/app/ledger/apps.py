"""The Django app `ledger`."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Facts and who they are about."""

    name = "meetworthy.app.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear of workspaces and roles."""
        from meetworthy.app.people.happenings import role_given, workspace_created

        from .roles import open_for, tell_role

        workspace_created.connect(open_for)
        role_given.connect(tell_role)
