"""The JSON schema for editors: current, valid, and agreeing with the loader."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest

from meetworthy.definition.packs import PACKS, pack_path
from meetworthy.definition.schema import definition_schema, schema_path, schema_text
from meetworthy.model.document import read_document

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*/definition.yaml"))


def test_the_checked_in_schema_is_current() -> None:
    """After a change of the shapes, write `schema_text()` to `schema_path()`."""
    assert schema_path().read_text(encoding="utf-8") == schema_text()


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(definition_schema())


@pytest.mark.parametrize(
    "file", [*(pack_path(name) for name in PACKS), *EXAMPLES], ids=lambda file: file.parent.name
)
def test_what_the_loader_takes_fulfils_the_schema(file: Path) -> None:
    tree, _ = read_document(file.read_text(encoding="utf-8"), str(file))
    validator = jsonschema.Draft202012Validator(definition_schema())
    assert [each.message for each in validator.iter_errors(tree.data)] == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("points: 40", "points: many"),
        ("then: lost", "then: nowhere"),
        ("decided_by: sales", "decided_by: marketing"),
        ("framework: bant", "frame: bant"),
        ("warn: at half", "wanr: at half"),
    ],
)
def test_what_the_loader_refuses_breaks_the_schema(before: str, after: str) -> None:
    text = pack_path(PACKS[0]).read_text(encoding="utf-8").replace(before, after, 1)
    tree, _ = read_document(text, "d.yaml")
    validator = jsonschema.Draft202012Validator(definition_schema())
    assert list(validator.iter_errors(tree.data))


def test_every_word_has_a_description() -> None:
    schema = definition_schema()
    parts = {"the file": schema, **schema["$defs"]}
    bare = [
        f"{part}.{word}"
        for part, each in parts.items()
        for word, field in each.get("properties", {}).items()
        if "description" not in field
    ]
    assert bare == []
