"""`meetworthy --version`."""

from __future__ import annotations

from typing import Annotated

import typer

from meetworthy import __version__


def _say_and_end(asked: bool) -> None:
    if asked:
        typer.echo(f"meetworthy {__version__}")
        raise typer.Exit


def say_version(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_say_and_end, is_eager=True, help="Say the version and end."
        ),
    ] = False,
) -> None:
    """Judge B2B leads by a written definition, with evidence, and report on the funnel."""
