"""The one door: what it offers, and what it says where it cannot open."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

REPO = Path(__file__).parents[2]
OFFERED = ("setup", "demo", "report", "test", "check", "docs", "bench", "lock", "clean", "help")


def make(
    folder: Path, *arguments: str, path: str | None = None
) -> subprocess.CompletedProcess[str]:
    env = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    return subprocess.run(
        [shutil.which("make"), *arguments],
        cwd=folder,
        env={**env, "PATH": path or env["PATH"]},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )


@pytest.fixture
def empty(tmp_path) -> Path:
    """A folder with the Makefile and no environment."""
    for name in ("Makefile", "pyproject.toml", "requirements.lock", "requirements-dev.lock"):
        shutil.copy(REPO / name, tmp_path / name)
    return tmp_path


def fake_python(folder: Path, version: str) -> Path:
    """A python that is of another version: it fails whatever asks it to be new enough."""
    program = folder / "fake-python"
    program.write_text(f"#!/bin/sh\necho 'Python {version}'\nexit 1\n")
    program.chmod(0o755)
    return program


@pytest.mark.parametrize("target", OFFERED)
def test_help_says_what_each_target_makes(target):
    assert re.search(rf"^  make {target} +\S", make(REPO, "help").stdout, re.MULTILINE)


def test_make_alone_is_help():
    assert make(REPO).stdout == make(REPO, "help").stdout


def test_an_old_python_is_refused_in_words(empty):
    run = make(empty, "setup", f"PYTHON={fake_python(empty, '3.9.2')}")
    assert run.returncode != 0
    assert "needs 3.11 or later" in run.stderr
    assert not (empty / ".venv").exists()


def test_no_python_at_all_says_how_to_get_one(empty):
    tools = empty / "tools"
    tools.mkdir()
    for tool in ("sh", "find", "uname", "test", "echo"):
        if found := shutil.which(tool):
            (tools / tool).symlink_to(found)
    run = make(empty, "setup", path=str(tools))
    assert run.returncode != 0
    assert "none was found" in run.stderr
    assert "make setup PYTHON=" in run.stderr
