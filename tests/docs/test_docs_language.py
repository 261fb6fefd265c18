"""Every word of the definition language and of the mapping is documented."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from meetworthy.cli.app import app

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


def words(schema: object) -> set[str]:
    """Every key that a JSON schema knows, wherever it stands in it."""
    if isinstance(schema, list):
        return set().union(*map(words, schema)) if schema else set()
    if not isinstance(schema, dict):
        return set()
    found = (
        set(schema.get("properties", {})) if isinstance(schema.get("properties"), dict) else set()
    )
    return found.union(*(words(value) for value in schema.values()))


@pytest.mark.parametrize("document", ["definition", "sources", "report"])
def test_every_word_is_in_its_reference(document):
    schema = json.loads(CliRunner().invoke(app, ["schema", document]).stdout)
    text = (REFERENCE / f"{document}.md").read_text(encoding="utf-8")
    quoted = set(
        re.findall(r"[\w\-]+", " ".join(re.findall(r"`[^`\n]+`|```.*?```", text, re.DOTALL)))
    )
    missing = {word for word in words(schema) if not set(word.split()) <= quoted}
    assert missing == set(), f"docs/reference/{document}.md does not mention these"
