"""The report for programs: `report.json`."""

from __future__ import annotations

import json

from meetworthy.measure.results import FunnelReport, as_json


def to_json(report: FunnelReport) -> str:
    """Return the report as JSON text: rates as fractions, instants in ISO 8601 with their zone.

    The same report gives the same text, byte for byte.  What can't be said is null or says
    why; a number that is not finite is an error (ValueError), never text.
    """
    text = json.dumps(
        as_json(report), allow_nan=False, ensure_ascii=False, indent=2, sort_keys=True
    )
    return f"{text}\n"
