"""The reference pages say what the language has."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from meetworthy.definition.conditions.scope import BUILT_IN, SIGNALS
from meetworthy.definition.conditions.tokens import FUNCTIONS
from meetworthy.definition.frameworks import FRAMEWORKS
from meetworthy.definition.load import load_text
from meetworthy.definition.packs import PACKS

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "reference" / "definition.md"


def test_the_words_of_the_page_are_current() -> None:
    """If not: `python docs/make_definition.py`."""
    make = runpy.run_path(str(DOCS / "make_definition.py"))
    text = PAGE.read_text(encoding="utf-8")
    assert make["page"](text) == text


@pytest.mark.parametrize("word", [*SIGNALS, *BUILT_IN, "stage", *FUNCTIONS])
def test_every_signal_and_function_is_on_the_page(word: str) -> None:
    assert re.search(rf"`[^`]*\b{word}\b[^`]*`", PAGE.read_text(encoding="utf-8"))


def test_every_framework_is_on_its_page_with_criteria_floor_and_questions() -> None:
    text = (DOCS / "reference" / "frameworks.md").read_text(encoding="utf-8")
    for framework in FRAMEWORKS.values():
        assert f"## {framework.label}\n" in text
        for each in framework.criteria:
            floor = {-1: "–", 1: "partial", 2: "confirmed"}[each.floor]
            row = f"| `{each.slug}` | {each.answers or '–'} | {floor} | {each.ask} |"
            assert row in text


def test_the_how_to_builds_a_definition_that_loads() -> None:
    text = (DOCS / "how-to" / "write-a-definition.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    loaded = load_text("\n".join(blocks), "written.yaml", lists_folder=None)
    assert [each.kind for each in loaded.problems] == ["unsigned"]
    assert loaded.definition is not None
    assert loaded.cases


@pytest.mark.parametrize("name", PACKS)
def test_the_how_to_names_every_pack(name: str) -> None:
    assert name in (DOCS / "how-to" / "write-a-definition.md").read_text(encoding="utf-8")
