"""Every kind of data problem is documented, and is a word like the others."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "report-json.md"


def kinds_in_the_code():
    """The kinds that reading and measuring name where they make a problem."""
    sources = [
        path.read_text(encoding="utf-8")
        for room in ("facts", "judge", "measure")
        for path in (ROOT / "src" / "meetworthy" / room).rglob("*.py")
    ]
    named = {k for text in sources for k in re.findall(r'DataProblem\(\s*"([^"]+)"', text)}
    return named | {"empty_source"}  # measuring names it by the word that reading has for it


def kinds_in_the_page():
    tables = PAGE.read_text(encoding="utf-8").split("\nKinds that measuring finds:\n")[1]
    return re.findall(r"^\| `([^`]+)` \|", tables, re.MULTILINE)


def test_every_kind_is_documented_once():
    documented = kinds_in_the_page()
    assert sorted(documented) == sorted(kinds_in_the_code())


def test_kinds_are_words_joined_by_underscores():
    assert [k for k in kinds_in_the_page() if not re.fullmatch(r"[a-z]+(_[a-z]+)*", k)] == []
