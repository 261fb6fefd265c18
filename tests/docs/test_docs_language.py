"""Every word of the definition language and of the mapping is documented."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from meetworthy.cli.app import app

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"

WITHIN = ("additionalProperties", "allOf", "anyOf", "items", "oneOf", "patternProperties")
"""The keywords of a JSON schema that hold further schemas."""


def words(schema: object) -> set[str]:
    """Every word that a JSON schema lets a document say, wherever in it."""
    if isinstance(schema, list):
        return set().union(*map(words, schema))
    if not isinstance(schema, dict):
        return set()
    named = schema.get("properties", {})
    inner = [*named.values(), *schema.get("$defs", {}).values()]
    inner += [value for key, value in schema.items() if key in WITHIN]
    return set(named).union(*map(words, inner))


@pytest.mark.parametrize(
    ("document", "page"),
    [("definition", "definition"), ("sources", "sources"), ("report", "report-json")],
)
def test_every_word_is_in_its_reference(document, page):
    schema = json.loads(CliRunner().invoke(app, ["schema", document]).stdout)
    text = (REFERENCE / f"{page}.md").read_text(encoding="utf-8")
    quoted = set(
        re.findall(r"[\w\-]+", " ".join(re.findall(r"`[^`\n]+`|```.*?```", text, re.DOTALL)))
    )
    missing = {word for word in words(schema) if not set(word.split()) <= quoted}
    assert missing == set(), f"docs/reference/{page}.md does not mention these"
