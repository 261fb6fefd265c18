"""`meetworthy import`: take a folder of exports into a workspace's ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from meetworthy.model.problem import Place, Problem, Refused

from .arguments import DataFolder, Json, Strict
from .exits import Exit
from .progress import watching
from .say import note, say, say_json

if TYPE_CHECKING:
    from meetworthy.app.imports.asking import Asked
    from meetworthy.app.imports.models import Job
    from meetworthy.app.people.models import Workspace


def import_folder(
    data: DataFolder,
    workspace: Annotated[
        str,
        typer.Option(
            "--workspace", "-w", metavar="SLUG", help="The workspace.", show_default=False
        ),
    ],
    wait: Annotated[
        bool,
        typer.Option(
            "--wait/--no-wait",
            help="Import it now and show progress, unless said; or leave it to the workers.",
        ),
    ] = True,
    strict: Strict = False,
    as_json: Json = False,
) -> None:
    """Take a folder of exports into a workspace's ledger, each fact exactly once.

    It is read by its sources.yaml, as `judge` and `report` read it. Interrupted or killed, it
    goes on where it was when the command is run again; so does any worker. Facts that the
    ledger knows already are counted as known. Rows that can't be taken go to the workspace's
    quarantine.
    """
    _ready()
    from meetworthy.app.imports.asking import Ask, ask_for
    from meetworthy.app.operate.clock import now
    from meetworthy.facts.load import load_mapping

    load_mapping(data)  # what is no folder of exports is refused before anything is asked for
    asked = ask_for(workspace=_workspace(workspace), folder=data, by=None, at=now())
    if not as_json:
        _say_how(asked)
    job = asked.job
    if wait and asked.how is not Ask.KNOWN:
        job = _finished(job, data)
    _say_result(job, how=asked.how.value, as_json=as_json)
    raise typer.Exit(_exit_of(job, strict=strict))


def _ready() -> None:
    """Get Django and, on SQLite, the tables ready; raise Refused where they are not."""
    from meetworthy.app.operate.preparing import prepare_to_serve

    missing = prepare_to_serve()
    if missing:
        cause = f"The database lacks {len(missing)} migrations."
        raise Refused([Problem("not_migrated", Place("database"), cause, "meetworthy migrate")])


def _workspace(slug: str) -> Workspace:
    from meetworthy.app.people.models import Workspace

    found = Workspace.objects.filter(slug=slug).first()
    if found is None:
        cause, remedy = f"There is no workspace {slug!r}.", "See them: meetworthy workspace list"
        raise Refused([Problem("no_workspace", Place("--workspace"), cause, remedy)])
    return found


def _finished(job: Job, data: Path) -> Job:
    from meetworthy.app.imports.asking import finish
    from meetworthy.app.operate.clock import now

    try:
        with watching(f"Importing {data}") as watch:
            return finish(job, clock=now, seen=watch)
    except KeyboardInterrupt:
        note("Interrupted. What was taken is in the ledger; run the same command to go on.")
        raise


def _say_how(asked: Asked) -> None:
    job = asked.job
    if asked.how == "known":
        note(f"This folder was imported on {job.done_at:%Y-%m-%d %H:%M} UTC and has not changed.")
    elif asked.how == "continues":
        note(
            f"Going on with the import of {job.asked_at:%Y-%m-%d %H:%M} UTC, {job.share:.0%} done."
        )


def _say_result(job: Job, *, how: str, as_json: bool) -> None:
    if as_json:
        say_json({"job": str(job.uuid), "how": how, **_counts(job), "problems": job.problems})
        return
    if job.state == "refused":
        for problem in job.problems:
            note(f"{problem['place']}: {problem['cause']} {problem['remedy']}")
        return
    if job.state != "done":
        say(f"The workers will import it: {job.uuid}")
        return
    say(
        f"Rows {job.rows:,}: {job.taken:,} taken, {job.known:,} known,"
        f" {job.quarantined:,} quarantined."
    )


def _counts(job: Job) -> dict[str, Any]:
    names = ("state", "rows", "taken", "known", "quarantined")
    return {name: getattr(job, name) for name in names}


def _exit_of(job: Job, *, strict: bool) -> Exit:
    if job.state == "refused":
        return Exit.REFUSED
    return Exit.QUARANTINED if strict and job.quarantined else Exit.FINE
