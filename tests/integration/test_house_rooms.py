"""The rooms: each says what belongs in it, imports go one way, and there are no drawers."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

REPO = Path(__file__).parents[2]
SOURCE = REPO / "src" / "meetworthy"
ROOMS = sorted(path.parent for path in SOURCE.glob("*/__init__.py"))
FILES = sorted(path for path in SOURCE.rglob("*.py") if path.parent.name != "migrations")
"""Every file that a person wrote; migrations are written by Django."""
CORE = [file for file in FILES if "cli" not in file.relative_to(SOURCE).parts]


def name_of(path: Path) -> str:
    return str(path.relative_to(SOURCE))


def test_the_order_of_the_rooms_holds():
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache"]
    run = subprocess.run(command, cwd=REPO, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize("room", ROOMS, ids=name_of)
def test_each_room_says_what_belongs_in_it_and_what_it_may_import(room):
    says = " ".join(
        (ast.get_docstring(ast.parse((room / "__init__.py").read_text())) or "").split()
    )
    assert "What belongs here:" in says
    assert "What does not:" in says
    assert "May import:" in says


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_every_file_says_what_it_is_for(file):
    assert ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))


def test_there_are_no_drawers():
    drawers = {"utils", "util", "misc", "helpers", "common", "manager"}
    assert [name_of(file) for file in FILES if file.stem in drawers] == []


def test_no_file_is_longer_than_500_lines():
    long = {name_of(f): f.read_text(encoding="utf-8").count("\n") for f in FILES}
    assert {name: lines for name, lines in long.items() if lines > 500} == {}


def test_only_commands_and_the_demo_know_the_simulator():
    allowed = {"cli", "simulate", "demo"}
    outside = [f for f in FILES if not allowed & set(f.relative_to(SOURCE).parts)]
    assert [name_of(f) for f in outside if "meetworthy.simulate" in f.read_text()] == []


def test_the_core_reads_no_clock():
    clock = re.compile(r"\b(?:datetime\.(?:now|today|utcnow)|date\.today|time\.time(?:_ns)?)\(")
    shown = {"app/pages/data/snippets.py"}  # programs for people to copy, which do read one
    readers = {name_of(file) for file in CORE if clock.search(file.read_text())}
    assert readers - shown == set()


def test_every_silenced_warning_has_its_reason():
    bare = re.compile(
        r"#\s*(?:noqa(?::\s*[A-Z0-9, ]+)?|type: ignore(?:\[[\w\-, ]+\])?)\s*$", re.MULTILINE
    )
    assert {
        name_of(f): bare.findall(f.read_text()) for f in FILES if bare.search(f.read_text())
    } == {}
