"""The pages on sources.yaml: every word is explained, every example is a mapping."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from meetworthy.facts.check import check_mapping
from meetworthy.facts.load import parse_mapping
from meetworthy.facts.mapping import Cell, FactRule, FileEntry, Mapping, Moment, Taken, When
from meetworthy.facts.registry import known_kinds

HOUSE = Path(__file__).parents[2]
REFERENCE = HOUSE / "docs" / "reference" / "sources.md"
PAGES = [REFERENCE, HOUSE / "docs" / "how-to" / "map-your-exports.md"]
EXAMPLES = [
    (page.name, example)
    for page in PAGES
    for example in re.findall(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
] + [
    (str(path.relative_to(HOUSE)), path.read_text(encoding="utf-8"))
    for path in sorted(HOUSE.glob("examples/*/sources.yaml"))
]


@pytest.mark.parametrize("part", [Mapping, FileEntry, FactRule, Cell, Moment, Taken, When])
def test_every_word_is_explained(part):
    text = REFERENCE.read_text(encoding="utf-8")
    words = {field.alias or name for name, field in part.model_fields.items()}
    explained = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`]*)`", text))))
    assert words <= explained


@pytest.mark.parametrize(("where", "example"), EXAMPLES)
def test_every_example_is_a_mapping_without_problems(where, example):
    mapping, tree, problems = parse_mapping(example, where)
    assert problems == []
    assert mapping is not None
    assert check_mapping(mapping, tree, known_kinds(mapping)) == []
