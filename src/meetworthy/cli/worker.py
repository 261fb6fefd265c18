"""`meetworthy worker`: judging, messages, imports and dry runs, without HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .arguments import LogFormat


def worker(
    only: Annotated[
        str,
        typer.Option(
            "--only",
            metavar="TASKS",
            help="Do only these, separated by commas: judging, routing, outbox, notices, chat, "
            "mail, letters, mailbox, forms, imports, sweeps, dry runs, trials, measuring, "
            "calendars, answers, planner.",
            show_default=False,
        ),
    ] = "",
    alive: Annotated[
        Path | None,
        typer.Option(
            "--alive",
            metavar="FILE",
            help="Touch this file every second while all is well, for whoever looks after the "
            "process.",
            show_default=False,
        ),
    ] = None,
    log_format: LogFormat = None,
) -> None:
    """Judge marked leads, deliver messages, run imports and the like, until asked to end.

    Any number of these may run at once, on any machine that reaches the database. Each finishes
    the turn under way when it gets SIGTERM; one that is killed loses nothing, another does it.
    """
    from meetworthy.app.operate.logs import configure_logs
    from meetworthy.app.operate.preparing import chosen_log_form
    from meetworthy.app.operate.start import start_with_database

    configure_logs(chosen_log_form(log_format))
    start_with_database()

    from meetworthy.app.operate.tasks import tasks_named
    from meetworthy.app.operate.working import work

    try:
        tasks = tasks_named(only)
    except ValueError as unknown:
        raise typer.BadParameter(str(unknown), param_hint="--only") from unknown
    work(tasks, alive=alive)
