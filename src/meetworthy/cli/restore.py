"""`meetworthy restore`: put a backup where nothing is yet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .progress import watching
from .say import counted, say


def restore(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER", help="The folder that `meetworthy backup` wrote.", show_default=False
        ),
    ],
) -> None:
    """Restore a backup into the empty database that is configured, here or on another machine.

    Set MEETWORTHY_SECRET to the secret of the installation that it is of. Files are checked
    first; afterwards every ledger's chain is walked and held against the backup's heads.
    """
    from meetworthy.app.operate.start import start_with_database

    start_with_database(migrated=False)

    from meetworthy.app.operate.backup.restore import check_restored, restore_backup

    with watching("Restoring") as watch:
        manifest = restore_backup(folder, say=watch)
        watch("Walking the chains")
        check_restored(manifest)
    facts = sum(chain.facts for chain in manifest.chains)
    say(f"Restored what was taken at {manifest.taken_at}:")
    say(
        f"  {counted(len(manifest.chains), 'ledger')}, {counted(facts, 'fact')}, every chain holds."
    )
