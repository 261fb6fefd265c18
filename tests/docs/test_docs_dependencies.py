"""Every dependency has its line: why it is here, what else there was, what we would write."""

from __future__ import annotations

import ast
import re
import sys
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


def imported(file: Path) -> set[str]:
    """The top-level packages that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add(node.module.split(".")[0])
    return found


def test_what_the_source_imports_is_declared_and_what_is_declared_is_imported():
    modules = set().union(*map(imported, (REPO / "src").rglob("*.py")))
    third_party = modules - set(sys.stdlib_module_names) - {"meetworthy"}
    package_of = {
        "adbc_driver_postgresql": "adbc-driver-postgresql",
        "allauth": "django-allauth",
        "csp": "django-csp",
        "disposable_email_domains": "disposable-email-domains",
        "dj_database_url": "dj-database-url",
        "dns": "dnspython",
        "email_validator": "email-validator",
        "markupsafe": "jinja2",  # a part of it
        "ninja": "django-ninja",
        "prometheus_client": "prometheus-client",
        "pydantic_core": "pydantic",  # a part of it
        "recurring_ical_events": "recurring-ical-events",
        "ruamel": "ruamel.yaml",
        "vl_convert": "vl-convert-python",
    }
    needed = {package_of.get(module, module) for module in third_party}
    only_at_run_time = {"tzdata", "django-htmx", "whitenoise"}  # named in settings
    assert needed == RUNTIME - only_at_run_time
