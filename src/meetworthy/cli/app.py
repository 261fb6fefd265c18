"""The composition root: every command, in the order in which help shows them."""

from __future__ import annotations

import typer

from . import (
    backup,
    check,
    demo,
    doctor,
    explain,
    export,
    import_,
    init,
    judge,
    migrate,
    quiz,
    report,
    restore,
    schema,
    serve,
    simulate,
    verify,
    warm,
    worker,
    workspace,
)
from . import (
    map as map_command,
)
from .ending import run
from .version import say_version

app = typer.Typer(
    name="meetworthy",
    help="Judge B2B leads by a written definition, with evidence, and report on the funnel.",
    epilog="Exit codes: 0 done, 1 problems found, 2 wrong usage, 3 input refused, 4 rows "
    "quarantined (with --strict). More: docs/reference/commands.md",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # plain help: copies well, and answers three times as fast
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
app.callback()(say_version)

COMMANDS = (
    ("init", init.init, "Start from a ready-made definition; or list them."),
    ("check", check.check, "Find all problems of a written definition; run its cases."),
    ("map", map_command.map_folder, "Propose the sources.yaml of a folder of exports."),
    ("judge", judge.judge, "Judge every lead: verdicts and stage entries as tables."),
    ("report", report.report, "Report on the funnel: report.html and report.json."),
    ("explain", explain.explain, "Explain one lead, now or at any time."),
    ("quiz", quiz.quiz, "Five questions about a lead: SQL, MQL or cold?"),
    ("simulate", simulate.simulate, "Write an example company to try it all on."),
    ("demo", demo.demo, "Open the product on an example company."),
    ("serve", serve.serve, "Serve pages and API; take facts and judge them."),
    ("worker", worker.worker, "Judge, deliver and import, in a process of its own."),
    ("import", import_.import_folder, "Take a folder of exports into a workspace's ledger."),
    ("migrate", migrate.migrate, "Bring the database to this version's tables."),
    ("doctor", doctor.doctor, "Whether an installation is well, and what to do about it."),
    ("export", export.export, "Export a workspace's ledger for the other commands."),
    ("backup", backup.backup, "Back the installation up while it runs."),
    ("restore", restore.restore, "Put a backup where nothing is yet."),
    ("verify", verify.verify, "Walk the ledgers' chains: is every fact what was written?"),
    ("schema", schema.schema, "Print the JSON schema of a document."),
    ("warm", warm.warm, "Compile the judging kernel now."),
)

for name, function, in_short in COMMANDS:
    app.command(name, short_help=in_short)(function)
app.add_typer(workspace.workspaces, name="workspace", short_help="Make and list workspaces.")
app.add_typer(workspace.users, name="user", short_help="Let people in; list who is there.")


def main(arguments: list[str] | None = None) -> None:
    """Run the command that the arguments name; ends the process with its exit code."""
    run(app, arguments)
