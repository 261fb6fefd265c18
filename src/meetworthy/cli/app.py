"""The composition root: every command, in the order in which help shows them."""

from __future__ import annotations

import typer

from meetworthy import __version__

app = typer.Typer(
    name="meetworthy",
    help="Judge B2B leads by a written definition, with evidence, and report on the funnel.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
)


def _say_version(asked: bool) -> None:
    if asked:
        typer.echo(f"meetworthy {__version__}")
        raise typer.Exit


@app.callback()
def meetworthy(
    version: bool = typer.Option(
        False, "--version", callback=_say_version, is_eager=True, help="Say the version and end."
    ),
) -> None:
    """Judge B2B leads by a written definition, with evidence, and report on the funnel."""


def main() -> None:
    """Run the command that the arguments name."""
    app()
