"""`meetworthy migrate`: bring the database to the tables that this version needs."""

from __future__ import annotations

from typing import Annotated

import typer

from .exits import Exit
from .progress import watching
from .say import counted, say


def migrate(
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="Change nothing; list what is pending, and end with 1 where any is."
        ),
    ] = False,
) -> None:
    """Apply the migrations that the database lacks; doing it again does nothing.

    Another process that does the same is waited for. `meetworthy serve` does it by itself on
    SQLite.
    """
    from meetworthy.app.operate.start import start_with_database

    start_with_database(migrated=False)

    from meetworthy.app.operate import migrating

    if check:
        waiting = migrating.pending()
        for name in waiting:
            say(name)
        raise typer.Exit(Exit.PROBLEMS if waiting else Exit.FINE)
    with watching("Applying migrations"):
        applied = migrating.migrate()
    say(f"Applied {counted(len(applied), 'migration')}." if applied else "Nothing to apply.")
