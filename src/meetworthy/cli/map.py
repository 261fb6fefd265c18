"""`meetworthy map`: propose the sources.yaml of a folder of exports."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from meetworthy.model.problem import Place, Problem, Refused

from .progress import watching
from .say import note, say


def map_folder(
    folder: Annotated[Path, typer.Argument(help="A folder of exports.", show_default=False)],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="FILE",
            help="Write the proposal here, usually FOLDER/sources.yaml; a file that is there "
            "is not overwritten.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Look at a folder of exports and propose its mapping, for a person to correct.

    Prints a sources.yaml: what each file seems to hold, which columns are ids, times and
    attributes. What cannot be known from looking (is 02/03 in February or in March?) is left
    open, and says so.
    """
    if out is not None and out.exists():
        remedy = "Name another file, or move it away; nothing is overwritten."
        raise Refused([Problem("file_exists", Place(str(out)), "It is there already.", remedy)])
    with watching(f"Looking at {folder}"):
        from meetworthy.facts.propose import propose_mapping

        proposal = propose_mapping(folder)
    if out is None:
        say(proposal.rstrip("\n"))
        return
    out.write_text(proposal, encoding="utf-8")
    note(f"Wrote {out}. Read it, correct it, then: meetworthy report {folder} --out report")
