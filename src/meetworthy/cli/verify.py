"""`meetworthy verify`: walk the ledgers' chains."""

from __future__ import annotations

from typing import Annotated

import typer

from .arguments import Json
from .exits import Exit
from .progress import watching
from .say import counted, note_problems, problem_as_dict, say, say_json


def verify(
    workspace: Annotated[
        str,
        typer.Option(
            "--workspace",
            "-w",
            metavar="SLUG",
            help="Only this workspace's ledger; all unless said.",
            show_default=False,
        ),
    ] = "",
    as_json: Json = False,
) -> None:
    """Hold every fact against its digest and every batch against the one before.

    A fact that was altered or is missing is named, and the command ends with exit code 1. Note
    the heads elsewhere: a ledger that was written anew from some point on has another one.
    """
    from meetworthy.app.operate.start import start_with_database

    start_with_database()

    from meetworthy.app.operate.verifying import verify_ledgers

    with watching("Walking the chains") as watch:
        found = verify_ledgers(workspace, progress=watch)
    problems = [problem for each in found for problem in each.problems]
    if as_json:
        say_json(
            [
                {
                    "workspace": each.workspace,
                    "facts": each.facts,
                    "batches": each.batches,
                    "head": each.head,
                    "problems": [problem_as_dict(problem) for problem in each.problems],
                }
                for each in found
            ]
        )
    else:
        for each in found:
            held = f"{counted(each.facts, 'fact')} in {counted(each.batches, 'batch', 'batches')}"
            wrong = counted(len(each.problems), "problem") if each.problems else "the chain holds"
            say(f"{each.workspace}: {held}, {wrong}, head {each.head}")
        note_problems(problems, result=True)
    if problems:
        raise typer.Exit(Exit.PROBLEMS)
