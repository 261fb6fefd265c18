"""The locks: everything that is declared, with the hash of its content, and from nowhere named."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

REPO = Path(__file__).parents[2]
PROJECT = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKS = {name: (REPO / name).read_text() for name in ("requirements.lock", "requirements-dev.lock")}


def pins(text: str) -> set[str]:
    """The pinned requirements of a lock, with their markers: `numpy==2.4.6 ; ...`."""
    return {line.rstrip(" \\") for line in text.splitlines() if re.match(r"[a-z0-9]", line)}


def names(requirements: set[str] | list[str]) -> set[str]:
    found = {re.match(r"[\w.\-]+", text)[0].lower() for text in requirements}
    return {re.sub(r"[._]", "-", name) for name in found} - {"meetworthy"}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_packages_and_not_where_they_came_from(lock):
    assert re.findall(r"https?://|file:|--(?:extra-)?index-url|--find-links", LOCKS[lock]) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_with_a_hash(lock):
    entries = re.split(r"\n(?=[a-z0-9])", re.sub(r"^#.*\n", "", LOCKS[lock], flags=re.MULTILINE))
    bare = [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry]
    assert bare == []


def test_what_the_product_needs_is_in_its_lock():
    assert names(PROJECT["dependencies"]) - names(pins(LOCKS["requirements.lock"])) == set()


def test_what_tests_and_checks_need_is_in_the_other_lock():
    wanted = set().union(*PROJECT["optional-dependencies"].values())
    assert names(wanted) - names(pins(LOCKS["requirements-dev.lock"])) == set()


def test_both_locks_pin_the_same_versions():
    product, development = ({pin.split(" ;")[0] for pin in pins(text)} for text in LOCKS.values())
    assert product - development == set()


def test_the_gpl_is_in_nothing_that_ships():
    assert "scikit-survival" not in names(pins(LOCKS["requirements.lock"]))
