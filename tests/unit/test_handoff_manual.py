"""The page on clocks and its chapter say the same: each rule names a case, each case is named."""

from __future__ import annotations

import re
from pathlib import Path

REPO = Path(__file__).parents[2]
PAGE = (REPO / "docs" / "explanation" / "clocks.md").read_text(encoding="utf-8")
CHAPTER = (REPO / "tests" / "spec" / "test_handoff_clocks.py").read_text(encoding="utf-8")

CASES = set(re.findall(r"^def test_(\w+)", CHAPTER, re.MULTILINE))
NAMED = set(re.findall(r"`([a-z]+(?:_[a-z]+)+)`", PAGE)) - {"like_this", "restarted_by"}


def test_what_the_page_names_is_a_case():
    assert not NAMED - CASES


def test_every_case_is_a_rule_of_the_page():
    assert not CASES - NAMED
