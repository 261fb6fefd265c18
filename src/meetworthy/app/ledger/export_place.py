"""Where a workspace's export lies that the service itself judges and measures by."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from .sql import fetch

EXPORTS = "exports"
"""The folder of exports in the data folder; all of it can be thrown away and made again."""


def export_folder(workspace_id: int, kind: str = "ledger") -> Path:
    """Return the folder of a workspace's export; of another one than the ledger's by its kind."""
    rows = fetch("SELECT uuid FROM people_workspace WHERE id = %s", (workspace_id,))
    name = str(rows[0][0]).replace("-", "")
    return Path(settings.DATA_FOLDER) / EXPORTS / name / kind
