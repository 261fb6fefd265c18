"""The JSON schema of definition files, per version of the language, for editors.

What belongs here: generating it from the shapes, and the generated files, checked in.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from meetworthy.definition.language import LANGUAGE_VERSION
from meetworthy.definition.shape import DefinitionFile

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def definition_schema() -> dict[str, Any]:
    """Return the JSON schema of the current language version."""
    schema = DefinitionFile.model_json_schema(by_alias=True, mode="validation")
    definitions = schema["$defs"]
    _let_clocks_stand_loose(definitions["SlaShape"])
    for stage in _stage_values(schema):
        stage["anyOf"] = [{"$ref": stage.pop("$ref")}, {"type": "null"}]
    return {
        "$schema": DIALECT,
        "title": f"Meetworthy definition, language {LANGUAGE_VERSION}",
        **{key: value for key, value in schema.items() if key != "title"},
    }


def schema_path(version: int = LANGUAGE_VERSION) -> Path:
    """Return the checked-in schema of a language version."""
    return Path(__file__).parent / f"v{version}.json"


def schema_text() -> str:
    """Return the schema as it is checked in."""
    return json.dumps(definition_schema(), indent=2, ensure_ascii=False) + "\n"


def _let_clocks_stand_loose(sla: dict[str, Any]) -> None:
    sla["additionalProperties"] = {"$ref": "#/$defs/ClockShape"}


def _stage_values(schema: dict[str, Any]) -> list[dict[str, Any]]:
    value = schema["properties"]["stages"]["additionalProperties"]
    return [value] if "$ref" in value else []
