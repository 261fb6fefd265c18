"""The reference of commands is their own help, and nothing about them is undocumented."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
import typer.main

from meetworthy.cli.app import app
from meetworthy.cli.exits import Exit

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "reference" / "commands.md").read_text(encoding="utf-8")
GROUPS = typer.main.get_command(app).commands
COMMANDS = {
    whole: command
    for name, group in GROUPS.items()
    for whole, command in {
        f"{name} {inner}": each for inner, each in getattr(group, "commands", {}).items()
    }.items()
    or {name: group}.items()
}


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_commands", DOCS / "make_commands.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_what_make_docs_writes(generator):
    assert generator.page() == PAGE, "run: make docs"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_its_section(name):
    assert f"## meetworthy {name}\n" in PAGE


@pytest.mark.parametrize(
    ("command", "parameter"),
    [
        pytest.param(name, parameter, id=f"{name} {parameter.name}")
        for name, command in COMMANDS.items()
        for parameter in command.params
    ],
)
def test_every_option_says_what_it_does(command, parameter):
    section = PAGE.split(f"## meetworthy {command}\n")[1].split("\n## ")[0]
    assert (parameter.help or "").strip().endswith(".")
    assert all(f"`{name}" in section for name in parameter.opts if name.startswith("-"))


@pytest.mark.parametrize("code", Exit)
def test_every_exit_code_is_documented(code):
    assert f"| {code.value} | {code.meaning} |" in PAGE
