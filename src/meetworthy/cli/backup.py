"""`meetworthy backup`: the whole installation at one moment, into a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .arguments import Json
from .progress import watching
from .say import counted, note, say, say_json


def backup(
    out: Annotated[
        Path,
        typer.Argument(help="The folder to write; it must not exist yet.", show_default=False),
    ],
    as_json: Json = False,
) -> None:
    """Back the installation up while it runs: its database at one moment, and uploaded files.

    The secret is not in it, and without the secret nobody can read who the persons are: keep
    the file `secret` of the data folder (or MEETWORTHY_SECRET) elsewhere, and safe.
    """
    import msgspec

    from meetworthy.app.operate.start import start_with_database

    start_with_database()

    from meetworthy.app.operate.backup.take import take_backup
    from meetworthy.app.operate.clock import now

    with watching("Backing up") as watch:
        manifest = take_backup(out, at=now(), say=watch)
    if as_json:
        say_json(msgspec.to_builtins(manifest))
        return
    facts = sum(chain.facts for chain in manifest.chains)
    size = sum(part.bytes for part in manifest.parts)
    held = f"{counted(len(manifest.chains), 'ledger')}, {counted(facts, 'fact')}"
    say(f"Wrote {out}: {held}, {size / 1e6:,.1f} MB.")
    for chain in manifest.chains:
        say(f"  {chain.workspace}: {counted(chain.facts, 'fact')}, head {chain.head}")
    note(f"{typer.style('Keep the secret too', bold=True)}: it is not in the backup, and without")
    note("it nothing that identifies a person can be read. It is in MEETWORTHY_SECRET, or in the")
    note("file `secret` of the data folder. Keep it in another place than the backup.")
