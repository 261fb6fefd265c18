"""The JSON schema of report.json, from the values themselves."""

from __future__ import annotations

from typing import Any, cast

from meetworthy.measure.results import REPORT_FORMAT, FunnelReport

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def report_schema() -> dict[str, Any]:
    """Return the JSON schema (2020-12) that every report.json fulfils."""
    from pydantic import TypeAdapter

    made = TypeAdapter(FunnelReport).json_schema(mode="serialization")
    schema = cast("dict[str, Any]", _named(made))
    title = f"Meetworthy report.json, format {REPORT_FORMAT}"
    return {"$schema": DIALECT, **schema, "title": title}


def _named(part: object) -> object:
    """Drop the underscores that Python needs (`from_`), require every field, allow no other."""
    if isinstance(part, list):
        return [_named(inner) for inner in part]
    if not isinstance(part, dict):
        return part
    known = {key: _named(inner) for key, inner in part.items() if key not in ("default", "title")}
    if "properties" in known:
        fields = {
            name.rstrip("_"): of
            for name, of in cast("dict[str, object]", known["properties"]).items()
        }
        known |= {"properties": fields, "required": sorted(fields), "additionalProperties": False}
    return known
