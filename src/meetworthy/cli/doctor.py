"""`meetworthy doctor`: whether an installation is well."""

from __future__ import annotations

import dataclasses
import os
from typing import TYPE_CHECKING

import typer

from .arguments import Json
from .exits import Exit
from .progress import watching
from .say import say, say_json

if TYPE_CHECKING:
    from meetworthy.app.operate.doctor.finding import Finding


def doctor(as_json: Json = False) -> None:
    """Look at the database, the secret, the disk, clocks, workers, mail, kernel and chains.

    Each finding says what to do about it. Ends with exit code 1 where something is wrong; what
    is only worth a look does not count. Nothing is changed.
    """
    from meetworthy.app.operate.doctor.finding import State
    from meetworthy.app.operate.doctor.folder import find_absent

    found = find_absent(os.environ) or _examined()
    if as_json:
        say_json([dataclasses.asdict(each) for each in found])
    else:
        colours = {State.FINE: "green", State.LOOK: "yellow", State.WRONG: "red"}
        for each in found:
            word = typer.style(f"{each.state:5}", fg=colours[each.state], bold=True)
            say(f"{word}  {each.about}: {each.said}")
            if each.remedy:
                say(f"       {each.remedy}")
    if any(each.state is State.WRONG for each in found):
        raise typer.Exit(Exit.PROBLEMS)


def _examined() -> list[Finding]:
    from meetworthy.app.operate.start import start

    start()

    from meetworthy.app.operate.clock import now
    from meetworthy.app.operate.doctor.checks import examine

    with watching("Looking"):
        return examine(at=now())
