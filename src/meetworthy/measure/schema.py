"""The JSON schema of report.json, made from the values themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from . import results
from .results import REPORT_FORMAT, FunnelReport

_SCALARS: Mapping[object, str] = {str: "string", int: "integer", float: "number", bool: "boolean"}

Schema = dict[str, Any]


def results_schema() -> Schema:
    """Return the JSON schema (2020-12) that every report.json is valid by."""
    definitions: dict[str, Schema] = {}
    whole = _object(FunnelReport, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Meetworthy report, format {REPORT_FORMAT}",
        **whole,
        "$defs": dict(sorted(definitions.items())),
    }


def _object(kind: type, definitions: dict[str, Schema]) -> Schema:
    hints = get_type_hints(kind, vars(results))
    properties = {
        part.name.rstrip("_"): _schema(hints[part.name], definitions) for part in _fields(kind)
    }
    return {
        "type": "object",
        "description": (kind.__doc__ or "").split("\n\n")[0].strip(),
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _fields(kind: type) -> tuple[Any, ...]:
    assert is_dataclass(kind)
    return fields(kind)


def _schema(hint: Any, definitions: dict[str, Schema]) -> Schema:
    """Return the schema of one annotation; a TypeError for one that JSON has no place for."""
    origin, inner = get_origin(hint), get_args(hint)
    if hint in _SCALARS:
        return {"type": _SCALARS[hint]}
    if hint is NoneType:
        return {"type": "null"}
    if origin in (Union, UnionType):
        return {"anyOf": [_schema(part, definitions) for part in inner]}
    if origin is tuple and inner[1:] == (Ellipsis,):
        return {"type": "array", "items": _schema(inner[0], definitions)}
    if origin is Mapping:
        return {"type": "object", "additionalProperties": _schema(inner[1], definitions)}
    if isinstance(hint, type) and is_dataclass(hint):
        if hint.__name__ not in definitions:
            definitions[hint.__name__] = {}  # its place, should it name itself
            definitions[hint.__name__] = _object(hint, definitions)
        return {"$ref": f"#/$defs/{hint.__name__}"}
    raise TypeError(f"{hint} has no place in a report")
