"""Write docs/reference/commands.md from the commands' own help; `make docs` runs it."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any

import typer.main

from meetworthy.cli.app import app
from meetworthy.cli.exits import Exit

PAGE = Path(__file__).parent / "reference" / "commands.md"

INTRODUCTION = """\
# Commands

*Written by `make docs` from the commands' own help; edit the help, not this page.*

Results go to standard output, everything about the work to standard error; progress is shown
only in a terminal, on anything that takes longer than a second. `DATA` is a folder with a
`sources.yaml`. With `--json` a command prints one JSON document and nothing else to standard
output; input that is refused then prints `{"refused": [problem, …]}`, each problem with its
`kind`, `severity`, `file`, `line`, `field`, `cause` and `remedy`.
"""


def page() -> str:
    """Return the whole page."""
    commands = [_command(name, command) for name, command in all_commands().items()]
    return "\n".join([INTRODUCTION, _exit_codes(), *commands]).rstrip() + "\n"


def all_commands() -> dict[str, Any]:
    """Return every command by its whole name: `judge`, `workspace create`."""
    group: Any = typer.main.get_command(app)
    found: dict[str, Any] = {}
    for name, command in group.commands.items():
        inner = getattr(command, "commands", None)
        found |= {f"{name} {n}": each for n, each in inner.items()} if inner else {name: command}
    return found


def _exit_codes() -> str:
    rows = "".join(f"| {code.value} | {_in_table(code.meaning)} |\n" for code in Exit)
    return f"## Exit codes\n\n| code | meaning |\n|---|---|\n{rows}"


def _command(name: str, command: Any) -> str:
    arguments = [p for p in command.params if _is_argument(p)]
    options = [p for p in command.params if not _is_argument(p)]
    words = [_usage_word(parameter) for parameter in arguments]
    words += [_usage_word(p) for p in options if p.required]
    usage = " ".join(["meetworthy", name, *words, "[options]"])
    rows = "".join(_row(p) for p in [*arguments, *options])
    text = inspect.cleandoc(command.help or "")
    table = f"| | |\n|---|---|\n{rows}" if rows else ""
    return f"## meetworthy {name}\n\n```\n{usage}\n```\n\n{text}\n\n{table}"


def _is_argument(parameter: Any) -> bool:
    return not parameter.opts[0].startswith("-")


def _usage_word(parameter: Any) -> str:
    if not _is_argument(parameter):
        return f"{max(parameter.opts, key=len)} {parameter.metavar}"
    word = parameter.name.upper()
    return word if parameter.required else f"[{word}]"


def _row(parameter: Any) -> str:
    return f"| {_names(parameter)} | {_about(parameter)} |\n"


def _names(parameter: Any) -> str:
    if _is_argument(parameter):
        return f"`{parameter.name.upper()}`"
    value = "" if parameter.is_flag else " " + parameter.metavar.replace("|", "\\|")
    names = [*sorted(parameter.opts, key=len, reverse=True), *parameter.secondary_opts]
    return ", ".join(f"`{name}{value}`" for name in names)


def _about(parameter: Any) -> str:
    text = re.sub(r"\s+", " ", parameter.help or "").strip()
    default = parameter.default
    if parameter.required and not _is_argument(parameter):
        text += " Required."
    elif _shows(default):
        text += f" Unless said: {getattr(default, 'value', default)}."
    return _in_table(text)


def _shows(default: Any) -> bool:
    return default is not None and not isinstance(default, bool) and default not in ("", (), [])


def _in_table(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"Wrote {PAGE}")
