"""`meetworthy demo`: the service at work on an example company that goes on living."""

from __future__ import annotations

import os
import signal
import sys
import threading
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from .exits import Exit
from .progress import watching
from .say import note, say


def demo(
    folder: Annotated[
        Path, typer.Option("--data", metavar="FOLDER", help="Where the demo keeps everything.")
    ] = Path("demo/service"),
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=1, max=65_535, help="The port to listen on.")
    ] = 8000,
    leads_a_day: Annotated[
        float, typer.Option("--leads-a-day", metavar="N", help="How large the company is.")
    ] = 5.0,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Which company it is.")] = 7,
    seconds: Annotated[
        int | None,
        typer.Option("--for", metavar="SECONDS", min=1, help="End by itself after so long."),
    ] = None,
) -> None:
    """Open the product on an example company: two years of history, and facts still arriving.

    SQLite, one process. The first start simulates, imports and judges the history; later ones
    go on where the last was stopped. Ctrl-C ends it.
    """
    os.environ["MEETWORTHY_DATA"] = str(folder.resolve())
    os.environ["MEETWORTHY_URL"] = f"http://localhost:{port}"
    os.environ["MEETWORTHY_SMTP"] = (folder.resolve() / "mails").as_uri()
    os.environ.pop("MEETWORTHY_DATABASE", None)
    from meetworthy.app.demo.kept import clear, kept_in
    from meetworthy.app.operate.listening import see_that_it_is_free
    from meetworthy.app.operate.logs import configure_logs
    from meetworthy.app.operate.preparing import prepare_to_serve

    configure_logs("quiet")
    see_that_it_is_free("127.0.0.1", port)
    if kept_in(folder) is None:
        try:
            clear(folder)  # what was left of a first start that was interrupted
        except FileExistsError as error:
            raise typer.BadParameter(str(error)) from None
    prepare_to_serve()
    _serve(folder, port, seconds, leads_a_day, seed)
    raise typer.Exit(Exit.FINE)


def _serve(folder: Path, port: int, seconds: int | None, leads_a_day: float, seed: int) -> None:
    from meetworthy.app.demo.kept import kept_in
    from meetworthy.app.demo.prepare import prepare
    from meetworthy.app.demo.send import Sender
    from meetworthy.app.operate.clock import now
    from meetworthy.app.operate.serving import Serving, serve
    from meetworthy.model.time import SECOND, moment_of

    kept = kept_in(folder)
    if kept is None:
        start = moment_of(now() // SECOND * SECOND)
        with watching("Preparing an example company (the first time only)") as watch:
            kept = prepare(folder, seed=seed, leads_a_day=leads_a_day, start=start, tell=watch)
    from django.db import connections

    connections.close_all()  # processes are forked from this one
    serving = Serving("127.0.0.1", port, 1, 32, is_embedded=True, log_form="quiet")
    sender = Sender(kept, folder, serving.url)

    def ready(url: str) -> None:
        sender.start()
        _welcome(url, folder)
        if seconds is not None:
            end = threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGTERM))
            end.daemon = True
            end.start()

    serve(serving, ready=ready)
    sender.stopping.set()
    note("The demo has ended; `make demo` goes on where it stopped.")


def _welcome(url: str, folder: Path) -> None:
    from meetworthy.app.demo.prepare import OTHERS, PASSWORD, PEOPLE

    say("")
    say(f"Meetworthy is at work:  {url}")
    for person in PEOPLE:
        say(f"  {person.role.label:<10} {person.email}")
    say(f"  Everybody's password is {PASSWORD}. Facts go on arriving.")
    say(f"  {OTHERS[0].email} is in another workspace, and sees nothing of it.")
    say(f"  Mails are written to {folder / 'mails'} and sent to nobody. Ctrl-C ends it.")
    screens = ("DISPLAY", "WAYLAND_DISPLAY")
    if any(os.environ.get(screen) for screen in screens) or sys.platform == "darwin":
        webbrowser.open(url)
