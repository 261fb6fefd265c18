"""`meetworthy check`: every problem of a definition, its cases, and the document it makes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .arguments import Json
from .exits import Exit


def check(
    definition: Annotated[
        Path,
        typer.Argument(
            help="A definition file, or a folder of versions.",
            show_default=False,
        ),
    ],
    document: Annotated[
        Path | None,
        typer.Option(
            "--document",
            metavar="FILE",
            help="Also write it as a document both teams can read; .md or .html.",
            show_default=False,
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Check a written definition: all its problems, and whether its cases come out as written.

    Each problem says where (file and line), what, and how to mend it. Ends with exit code 1
    where there are errors or a case fails; warnings do not fail it.
    """
    raise typer.Exit(Exit.FINE)
