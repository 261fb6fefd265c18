"""The JSON schema of report.json."""

from __future__ import annotations

from typing import Any

from meetworthy.measure.schema import results_schema


def report_schema() -> dict[str, Any]:
    """Return the JSON schema (2020-12) that every report.json fulfils."""
    return dict(results_schema())
