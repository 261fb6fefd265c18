"""`meetworthy export`: a workspace's ledger as a folder that the other commands read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .arguments import Json
from .exits import Exit
from .progress import watching
from .say import counted, note, say, say_json


def export(
    out: Annotated[
        Path,
        typer.Argument(help="The folder to write, or to bring up to date.", show_default=False),
    ],
    workspace: Annotated[
        str,
        typer.Option(
            "--workspace", "-w", metavar="SLUG", help="Whose ledger it is.", show_default=False
        ),
    ],
    as_json: Json = False,
) -> None:
    """Export a workspace's ledger as sorted Parquet, for `judge`, `report`, `explain` and others.

    A folder that was exported before gets only what is new since. What identifies persons is
    left out, except for what the definition's conditions need.
    """
    import dataclasses

    from meetworthy.app.operate.start import start_with_database

    start_with_database()

    from meetworthy.app.definitions.timeline import timeline_of
    from meetworthy.app.ledger.export import export as export_ledger
    from meetworthy.app.operate.clock import now
    from meetworthy.app.people.models import Workspace

    found = Workspace.objects.filter(slug=workspace).first()
    if found is None:
        note(f"There is no workspace {workspace!r}; `meetworthy workspace list` names them.")
        raise typer.Exit(Exit.REFUSED)
    with watching(f"Exporting {workspace}"):
        made = export_ledger(found.pk, out, at=now(), timeline=timeline_of(found.pk))
    if as_json:
        say_json({**dataclasses.asdict(made), "folder": str(made.folder)})
        return
    anew = f" It was made anew: {made.made_anew}." if made.made_anew else ""
    say(f"Wrote {made.folder}: {counted(made.facts, 'fact')}, {made.new:,} of them new.{anew}")
    if made.left_out:
        note(f"Properties that had no room and were left out: {made.left_out:,}.")
