"""Every dependency has its line: why it is here, what else there was, what we would write."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

REPO = Path(__file__).parents[2]
PROJECT = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PAGE = (REPO / "docs" / "dependencies.md").read_text(encoding="utf-8")


def named(requirements: list[str]) -> set[str]:
    names = {re.match(r"[\w.\-]+", requirement)[0] for requirement in requirements}
    return names - {"meetworthy"}


RUNTIME = named(PROJECT["dependencies"])
EXTRAS = set().union(*map(named, PROJECT["optional-dependencies"].values()))


@pytest.mark.parametrize("name", sorted(RUNTIME))
def test_each_runtime_dependency_has_a_full_line(name):
    line = re.search(rf"^\| {re.escape(name)} \|(.+)\|(.+)\|(.+)\|$", PAGE, re.MULTILINE)
    assert line, f"{name} has no line in docs/dependencies.md"
    assert all(cell.strip() for cell in line.groups())


@pytest.mark.parametrize("name", sorted(EXTRAS))
def test_each_development_dependency_has_a_line(name):
    assert re.search(rf"^\| {re.escape(name)} \|.+\|$", PAGE, re.MULTILINE)


def test_the_page_names_nothing_that_is_not_used():
    listed = set(re.findall(r"^\| ([\w.\-]+) \|", PAGE, re.MULTILINE)) - {"package"}
    assert listed == RUNTIME | EXTRAS


def test_what_the_source_imports_is_declared():
    top = r"^\s*(?:from|import) ([a-z_0-9]+)"
    modules = set()
    for file in (REPO / "src").rglob("*.py"):
        modules |= set(re.findall(top, file.read_text(encoding="utf-8"), re.MULTILINE))
    ours = {"meetworthy", "__future__"} | set(__import__("sys").stdlib_module_names)
    declared = {name.replace("-", "_").split(".")[0] for name in RUNTIME}
    packages = {"ruamel": "ruamel", "vl_convert": "vl_convert_python"}
    imported = {packages.get(module, module) for module in modules - ours}
    assert imported - declared == set()
