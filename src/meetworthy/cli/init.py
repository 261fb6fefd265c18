"""`meetworthy init`: start from a ready-made definition."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from meetworthy.model.problem import Place, Problem, Refused

from .arguments import Json
from .exits import Exit
from .say import say, say_json


def init(
    pack: Annotated[
        str | None,
        typer.Argument(
            help="The name of a ready-made definition; none: list them.", show_default=False
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
    from meetworthy.definition.packs import PACKS, pack_path

    if pack is None:
        _list(as_json=as_json)
        raise typer.Exit(Exit.FINE)
    if pack not in PACKS:
        raise typer.BadParameter(f"{pack!r} is none of: {', '.join(PACKS)}", param_hint="PACK")
    if folder is None:
        raise typer.BadParameter("name the folder to put it in", param_hint="FOLDER")
    written = _copy(pack_path(pack).parent, folder)
    if as_json:
        say_json({"pack": pack, "files": [str(path) for path in written]})
        return
    say("\n".join(f"Wrote {path}" for path in written))
    say(f"Read it, change it, then: meetworthy check {folder}")


def _list(*, as_json: bool) -> None:
    from meetworthy.definition.load import load_definition
    from meetworthy.definition.packs import PACKS, pack_path

    packs = {name: load_definition(pack_path(name)) for name in PACKS}
    if as_json:
        about = [
            {"pack": name, "name": each.name, "framework": each.framework.label}
            for name, each in packs.items()
        ]
        say_json({"packs": about})
        return
    width = max(map(len, packs))
    for name, each in packs.items():
        stages = " > ".join(stage.slug for stage in each.stages)
        label = f" ({each.framework.label})"
        say(f"{name:{width}}  {each.name.removesuffix(label)}{label}: {stages}")


def _copy(source: Path, folder: Path) -> list[Path]:
    """Copy the files of a pack, all or none; raise Refused where one is there already."""
    pairs = [(file, folder / file.name) for file in sorted(source.iterdir()) if file.is_file()]
    there = [target for _, target in pairs if target.exists()]
    if there:
        raise Refused([_there(target) for target in there])
    folder.mkdir(parents=True, exist_ok=True)
    return [Path(shutil.copyfile(file, target)) for file, target in pairs]


def _there(target: Path) -> Problem:
    remedy = "Name another folder, or move it away; nothing is overwritten."
    return Problem("file_exists", Place(str(target)), "This file is there already.", remedy)
