"""The manual page and these chapters say the same: each rule names a case, each case is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "explanation" / "how-a-lead-is-judged.md"
CHAPTERS = sorted(set(HERE.glob("test_judging_*.py")) - {Path(__file__)})
CASE = re.compile(r"^def test_(\w+)", re.MULTILINE)
NAMED = re.compile(r"`([a-z]+(?:_[a-z]+)+)`")
NOT_CASES = {"like_this", "intent_window"}


def sections() -> dict[str, str]:
    """The page's sections, by the file that each is about."""
    found = re.split(
        r"^Chapter: \[(\w+\.py)\]", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    return dict(zip(found[1::2], found[2::2], strict=True))


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.stem)
def test_every_case_of_the_chapter_is_a_rule_of_the_page_and_every_rule_a_case(chapter):
    cases = set(CASE.findall(chapter.read_text(encoding="utf-8")))
    named = set(NAMED.findall(sections()[chapter.name])) - NOT_CASES
    assert named - cases == set(), "named on the page, and no case of the chapter"
    assert cases - named == set(), "a case of the chapter that the page does not name"
