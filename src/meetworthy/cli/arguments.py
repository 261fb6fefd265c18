"""The arguments that several commands share, said once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .moment import Moment, parse_moment


def parse_log_format(said: str) -> str:
    """Take ``json`` or ``text``."""
    if said not in ("json", "text"):
        raise typer.BadParameter(f"{said!r} is neither json nor text")
    return said


DataFolder = Annotated[
    Path,
    typer.Argument(
        help="A folder of exports (CSV, Parquet) with the sources.yaml that says what is in them.",
        show_default=False,
    ),
]

DefinitionPath = Annotated[
    Path,
    typer.Option(
        "--definition",
        "-d",
        metavar="D",
        help="The written definition: a YAML file, or a folder of versions with their dates.",
        show_default=False,
    ),
]

OptionalDefinitionPath = Annotated[
    Path | None,
    typer.Option(
        "--definition",
        "-d",
        metavar="D",
        help="The written definition: a YAML file, or a folder of versions with their dates. "
        "Without it: the stages that the files themselves record.",
        show_default=False,
    ),
]

AsOf = Annotated[
    Moment | None,
    typer.Option(
        "--as-of",
        metavar="T",
        parser=parse_moment,
        help="Take what had occurred before this instant; a date means 00:00 of that day in the "
        "workspace's zone. Unless said: the first midnight after the last fact.",
        show_default=False,
    ),
]

KnownBy = Annotated[
    Moment | None,
    typer.Option(
        "--known-by",
        metavar="T",
        parser=parse_moment,
        help="Take only what had also been recorded before this instant: what could have been "
        "known then.",
        show_default=False,
    ),
]

OutFolder = Annotated[
    Path,
    typer.Option(
        "--out",
        "-o",
        metavar="FOLDER",
        help="The folder to write to; made if it is not there.",
        show_default=False,
    ),
]

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document for a program.")]

Strict = Annotated[
    bool,
    typer.Option("--strict", help="End with exit code 4 where rows were quarantined."),
]

LogFormat = Annotated[
    str | None,
    typer.Option(
        "--log-format",
        metavar="json|text",
        parser=parse_log_format,
        help="How logs are written to standard error: json for programs, text for people. "
        "Unless said: MEETWORTHY_LOG_FORMAT, else json.",
        show_default=False,
    ),
]
