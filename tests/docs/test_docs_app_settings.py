"""Every variable that an installation reads is documented, and none that it does not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

REPO = Path(__file__).parents[2]
PAGE = (REPO / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
CODE = REPO / "src" / "meetworthy" / "app" / "operate"
NAME = re.compile(r"MEETWORTHY_[A-Z_]*[A-Z]")
READ = sorted(
    {
        name
        for file in ("configuration.py", "preparing.py")
        for name in NAME.findall((CODE / file).read_text(encoding="utf-8"))
    }
)


@pytest.mark.parametrize("name", READ)
def test_a_variable_that_is_read_has_its_row(name):
    rows = re.findall(rf"^\| `{name}` \| (.+) \| (.+) \|$", PAGE, re.MULTILINE)
    assert len(rows) == 1
    assert all(cell.strip() for cell in rows[0])


def test_the_page_names_no_variable_that_nobody_reads():
    assert set(NAME.findall(PAGE)) == set(READ)
