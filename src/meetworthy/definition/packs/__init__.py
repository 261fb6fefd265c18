"""Ready-made definitions to start from, one folder each: a definition with its cases.

What belongs here: definition files and their lists.  What does not: code.
"""

from __future__ import annotations

from pathlib import Path

PACKS = (
    "b2b-saas-inbound",
    "outbound-agency",
    "enterprise-meddic",
    "product-led",
    "event-driven",
)
"""The names of the ready-made definitions."""


def pack_path(name: str) -> Path:
    """Return the definition file of a ready-made definition; a KeyError for another name."""
    if name not in PACKS:
        raise KeyError(name)
    return Path(__file__).parent / name / "definition.yaml"
