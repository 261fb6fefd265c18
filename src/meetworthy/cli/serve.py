"""`meetworthy serve`: the service over HTTP, and in the embedded case everything in one process."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from .arguments import LogFormat
from .exits import Exit
from .say import note, say


def serve(
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="The address to listen on.")
    ] = "127.0.0.1",
    port: Annotated[
        int,
        typer.Option(
            "--port",
            metavar="N",
            min=1,
            max=65_535,
            help="The port to listen on. Links in mails and invitations say what MEETWORTHY_URL "
            "says, or unless it is set this address and port.",
        ),
    ] = 8000,
    workers: Annotated[
        int,
        typer.Option("--workers", metavar="N", min=1, help="How many processes answer requests."),
    ] = 1,
    threads: Annotated[
        int,
        typer.Option(
            "--threads",
            metavar="N",
            min=1,
            max=1_000,
            help="How many requests a process answers at a time; each holds a connection to the "
            "database.",
        ),
    ] = 32,
    embedded_worker: Annotated[
        bool | None,
        typer.Option(
            "--embedded-worker/--no-embedded-worker",
            help="Judge, deliver and import in this process too. Unless said: on SQLite with one "
            "process. Otherwise run `meetworthy worker` beside it.",
            show_default=False,
        ),
    ] = None,
    log_format: LogFormat = None,
) -> None:
    """Serve the pages and the API, and take facts; judge them too unless workers do.

    With nothing configured the ledger is a SQLite file in `./meetworthy-data`, made at the first
    start. SIGTERM and Ctrl-C end it in peace: what was accepted is answered first.
    """
    from meetworthy.app.operate.listening import see_that_it_is_free
    from meetworthy.app.operate.logs import configure_logs
    from meetworthy.app.operate.preparing import (
        chosen_log_form,
        is_embedded,
        prepare_to_serve,
        set_address,
    )
    from meetworthy.app.operate.serving import Serving
    from meetworthy.app.operate.serving import serve as serve_app

    form = chosen_log_form(log_format)
    configure_logs(form)
    see_that_it_is_free(host, port)
    serving = Serving(host, port, workers, threads, is_embedded=False, log_form=form)
    set_address(serving.url)
    missing = prepare_to_serve()
    if missing:
        note(f"{len(missing)} migrations have not been applied, {missing[0]} first.")
        note("       Run `meetworthy migrate`, then this again.")
        raise typer.Exit(Exit.REFUSED)
    inside = is_embedded(workers) if embedded_worker is None else embedded_worker
    serve_app(
        replace(serving, is_embedded=inside),
        ready=lambda url: say(f"Meetworthy is at {url} (Ctrl-C ends it)"),
    )
