"""The wheel that people install holds the templates, styles, packs and schemas too."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

REPO = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=REPO, check=True, capture_output=True)
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def test_everything_tracked_in_the_package_is_in_the_wheel(wheel):
    command = ["git", "ls-files", "src/meetworthy"]
    listed = subprocess.run(command, cwd=REPO, check=True, capture_output=True, text=True)
    tracked = {line.removeprefix("src/") for line in listed.stdout.splitlines()}
    present = {name for name in tracked if (REPO / "src" / name).exists()}
    assert present - set(wheel.namelist()) == set()


def test_no_test_and_no_data_is_in_the_wheel(wheel):
    roots = {name.split("/")[0] for name in wheel.namelist()}
    assert {root for root in roots if not root.endswith(".dist-info")} == {"meetworthy"}


def test_the_licence_travels_with_it(wheel):
    licence = next(name for name in wheel.namelist() if name.endswith("licenses/LICENSE"))
    assert "Apache License" in wheel.read(licence).decode()


def test_the_kernel_is_compiled_into_the_wheel(wheel):
    compiled = [name for name in wheel.namelist() if name.endswith(("kernel.so", "kernel.dylib"))]
    assert len(compiled) == 1
    assert Path(wheel.filename).name.split("-")[2:4] == ["py3", "none"]
