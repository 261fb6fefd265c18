"""The Django app `ledger`."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Facts and who they are about."""

    name = "meetworthy.app.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear of workspaces and roles, and of new tables."""
        from django.db.models.signals import post_migrate

        from meetworthy.app.people.happenings import role_given, workspace_created

        from .planner import uncount_workspaces
        from .roles import open_for, tell_role

        workspace_created.connect(open_for)
        role_given.connect(tell_role)
        post_migrate.connect(uncount_workspaces, sender=self)
