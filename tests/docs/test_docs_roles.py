"""The reference of roles shows the table that the code holds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from meetworthy.app.people.abilities import FOR_KEYS, MAY, Ability, ability_to_tell
from meetworthy.app.people.models import Role
from meetworthy.model.kinds import KINDS

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "roles.md").read_text(encoding="utf-8")
COLUMNS = (Role.ADMIN, Role.MARKETING, Role.SDR, Role.SALES, Role.VIEWER)


@pytest.mark.parametrize("ability", Ability)
def test_the_page_says_who_has_an_ability(ability):
    (row,) = re.findall(rf"^\| `{ability}`: [^|]+\|(.*)\|$", PAGE, re.MULTILINE)
    said = [cell.strip() == "●" for cell in row.split("|")]
    assert said == [*(ability in MAY[role] for role in COLUMNS), ability in FOR_KEYS]


def told_by() -> dict[str, str]:
    """Return the ability that the page names for each kind of fact; the last row is the rest."""
    table = PAGE.split("| kinds | ability |\n|---|---|\n")[1]
    rows = re.findall(r"^\| (.+) \| `(\w+)` \|$", table, re.MULTILINE)
    found: dict[str, str] = {}
    for kinds, ability in rows:
        for pattern in re.findall(r"`([a-z.*]+)`", kinds) or ["*"]:
            start = pattern.rstrip("*")
            for kind in KINDS:
                if kind == pattern or (pattern.endswith("*") and kind.startswith(start)):
                    found.setdefault(kind, ability)
    return found


def test_the_page_says_what_telling_each_kind_needs():
    assert told_by() == {kind: ability_to_tell(kind).value for kind in KINDS}
