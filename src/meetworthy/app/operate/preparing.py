"""What is settled before serving begins."""

from __future__ import annotations

import os


def chosen_log_form(said: str | None) -> str:
    """Return the form of the logs: as said, else as the environment says, else JSON."""
    return said or os.environ.get("MEETWORTHY_LOG_FORMAT") or "json"


def is_embedded(workers: int) -> bool:
    """Say whether tasks run beside the views unless told otherwise: SQLite, one process."""
    from django.db import connection

    return connection.vendor == "sqlite" and workers == 1


def set_address(url: str) -> None:
    """Let links begin with this address unless MEETWORTHY_URL says another; before the settings.

    The processes that serve are forked from this one, and inherit it.
    """
    if not os.environ.get("MEETWORTHY_URL"):
        os.environ["MEETWORTHY_URL"] = url


def prepare_to_serve() -> list[str]:
    """Get Django ready; make or mend the tables of a SQLite file; return what is still missing.

    A PostgreSQL database is migrated by `meetworthy migrate` only: several machines may start
    at once, and who upgrades decides when.  Raises Refused where the database does not answer,
    or the secret is another than its ledger's.
    """
    from .start import see_that_the_secret_opens, start_with_database

    start_with_database(migrated=False)

    from django.db import connection, connections

    from .migrating import migrate, pending

    if connection.vendor == "sqlite":
        migrate()
    missing = pending()
    if not missing:
        see_that_the_secret_opens()
    connections.close_all()  # processes are forked from this one
    return missing
