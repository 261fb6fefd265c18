"""`meetworthy check`: every problem of a definition, its cases, and the document it makes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from meetworthy.model.problem import Place, Problem, Refused, Severity

from .arguments import Json
from .data import in_zone
from .exits import Exit
from .progress import watching
from .say import counted, note, note_problems, problem_as_dict, say, say_json

if TYPE_CHECKING:
    from meetworthy.definition.language import Definition
    from meetworthy.definition.load import Loaded
    from meetworthy.judge.cases import Outcome


def check(
    definition: Annotated[
        Path,
        typer.Argument(
            help="A definition file, or a folder of versions.",
            show_default=False,
        ),
    ],
    document: Annotated[
        Path | None,
        typer.Option(
            "--document",
            metavar="FILE",
            help="Also write it as a document both teams can read; .md or .html.",
            show_default=False,
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Check a written definition: all its problems, and whether its cases come out as written.

    Each problem says where (file and line), what, and how to mend it. Ends with exit code 1
    where there are errors or a case fails; warnings do not fail it.
    """
    if document is not None and document.suffix not in (".md", ".html"):
        raise typer.BadParameter(
            f"{document} ends in neither .md nor .html", param_hint="--document"
        )
    with watching(f"Checking {definition}"):
        versions = _read(definition)
        problems = [problem for _, loaded in versions for problem in loaded.problems]
        if not _errors(problems):
            problems += _between_versions(definition)
        outcomes = [] if _errors(problems) else _run_cases(versions)
    passed = not _errors(problems) and all(outcome.passed for _, outcome in outcomes)
    if as_json:
        say_json(_as_dict(passed, versions, problems, outcomes))
    else:
        _say(passed, versions, problems, outcomes)
    if document is not None and not _errors(problems):
        _write_document([loaded.definition for _, loaded in versions], document)
    raise typer.Exit(Exit.FINE if passed else Exit.PROBLEMS)


def _read(path: Path) -> list[tuple[Path, Loaded]]:
    """Read a definition, or each version in a folder; Refused where there is nothing to read."""
    from meetworthy.definition.load import MAPPING_NAME, SUFFIXES, read_definition

    if not path.exists():
        raise Refused([Problem("file_missing", Place(str(path)), "There is no such file.", "")])
    files = [path]
    if path.is_dir():
        files = sorted(
            file
            for file in path.iterdir()
            if file.suffix.lower() in SUFFIXES and file.name != MAPPING_NAME
        )
    if not files:
        cause = "There is no definition in this folder."
        remedy = "Start from a ready-made one: meetworthy init"
        raise Refused([Problem("file_missing", Place(str(path)), cause, remedy)])
    return [(file, read_definition(file)) for file in files]


def _errors(problems: list[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.severity is Severity.ERROR]


def _between_versions(path: Path) -> list[Problem]:
    """Return what is wrong with versions that are each right, as a timeline."""
    from meetworthy.definition.load import load_timeline

    try:
        load_timeline(path)
    except Refused as refused:
        return refused.problems
    return []


def _run_cases(versions: list[tuple[Path, Loaded]]) -> list[tuple[Path, Outcome]]:
    from meetworthy.judge.cases import run_cases

    return [
        (file, outcome)
        for file, loaded in versions
        if loaded.definition is not None
        for outcome in run_cases(loaded.definition, loaded.cases)
    ]


def _say(
    passed: bool,
    versions: list[tuple[Path, Loaded]],
    problems: list[Problem],
    outcomes: list[tuple[Path, Outcome]],
) -> None:
    note_problems(problems, result=True)
    for file, outcome in outcomes:
        for failure in outcome.failures:
            say(f"{typer.style('failed', fg='red', bold=True)}: {file}: {failure}")
    for file, loaded in versions:
        if loaded.definition is not None:
            say(f"{file}: {_in_words(loaded.definition)}")
    errors = len(_errors(problems))
    failed = sum(not outcome.passed for _, outcome in outcomes)
    parts = [
        counted(errors, "error"),
        counted(len(problems) - errors, "warning"),
        "cases not run" if errors else f"{counted(len(outcomes), 'case')}, {failed} failed",
    ]
    say(f"{'Fine' if passed else 'Not fine'}: {', '.join(parts)}.")


def _in_words(definition: Definition) -> str:
    since = in_zone(definition.in_force, definition.zone)
    return f"{definition.name}, version {definition.version}, in force from {since}"


def _as_dict(
    passed: bool,
    versions: list[tuple[Path, Loaded]],
    problems: list[Problem],
    outcomes: list[tuple[Path, Outcome]],
) -> dict[str, Any]:
    return {
        "passed": passed,
        "versions": [
            {
                "file": str(file),
                "name": loaded.definition.name,
                "version": loaded.definition.version,
                "in_force": in_zone(loaded.definition.in_force, loaded.definition.zone),
                "hash": loaded.definition.hash,
            }
            for file, loaded in versions
            if loaded.definition is not None
        ],
        "problems": [problem_as_dict(problem) for problem in problems],
        "cases": [
            {
                "file": str(file),
                "line": outcome.case.line,
                "name": outcome.case.name,
                "passed": outcome.passed,
                "failures": [str(failure) for failure in outcome.failures],
            }
            for file, outcome in outcomes
        ],
    }


def _write_document(definitions: list[Definition | None], path: Path) -> None:
    """Write the version that comes into force last as a document."""
    from meetworthy.definition.render import to_html, to_markdown

    latest = max((each for each in definitions if each), key=lambda each: each.in_force)
    text = to_html(latest) if path.suffix == ".html" else to_markdown(latest)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    note(f"Wrote {path}")
