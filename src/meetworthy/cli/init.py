"""`meetworthy init`: start from a ready-made definition."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .arguments import Json
from .exits import Exit
from .say import say, say_json


def init(
    pack: Annotated[
        str | None,
        typer.Argument(
            help="The ready-made definition; none: list them.",
            show_default=False,
        ),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Argument(
            help="Where to put it; files that are there are never overwritten.",
            show_default=False,
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Copy a ready-made definition into a folder, to make it your own; or list them."""
    from meetworthy.definition.packs import PACKS, copy_pack

    if pack is None:
        _list({name: entry.about for name, entry in PACKS.items()}, as_json=as_json)
        raise typer.Exit(Exit.FINE)
    if pack not in PACKS:
        raise typer.BadParameter(f"{pack!r} is none of: {', '.join(PACKS)}", param_hint="PACK")
    if folder is None:
        raise typer.BadParameter("name the folder to put it in", param_hint="FOLDER")
    written = copy_pack(pack, folder)
    if as_json:
        say_json({"pack": pack, "files": [str(path) for path in written]})
        return
    say("\n".join(f"Wrote {path}" for path in written))
    say(f"Read it, change it, then: meetworthy check {folder}")


def _list(packs: dict[str, str], *, as_json: bool) -> None:
    if as_json:
        say_json({"packs": packs})
        return
    width = max(map(len, packs))
    for name, about in packs.items():
        say(f"{name:{width}}  {about}")
