"""The mapping that makes an export folder one that the core's commands read."""

from __future__ import annotations

import io
from collections.abc import Collection

from ruamel.yaml import YAML

from .export_state import State

SOURCES_FILE = "sources.yaml"
_SAYS = "Written by an export of the ledger; export.json beside it says how far it goes."


def sources_yaml(state: State, own_kinds: Collection[str]) -> str:
    """Return the mapping of an export: its parts, its leads, and the team's own kinds."""
    mapping: dict[str, object] = {"sources": 1, "timezone": state.zone}
    if state.currency is not None:
        mapping["currency"] = state.currency
    mapping["files"] = {
        "facts": {"file": list(state.parts), "format": "facts", "leads": state.leads}
    }
    if own_kinds:
        mapping["kinds"] = {name: {"phase": "behaviour"} for name in sorted(own_kinds)}
    written = io.StringIO()
    written.write(f"# {_SAYS}\n")
    YAML(typ="safe", pure=True).dump(mapping, written)
    return written.getvalue()
