"""Writing a report into a folder."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from meetworthy.measure.results import FunnelReport

from .html import to_html
from .json import to_json

FILE_MODE = 0o644
"""Readable by others, as a file that a person had saved; a temporary file is not."""


def write_report(report: FunnelReport, folder: Path) -> tuple[Path, Path]:
    """Write report.html and report.json into a folder, making it; return both paths.

    Each file is there whole or not at all: a reader never sees half of one, and an earlier
    report stays until the new one is complete.  OSError where the folder can't be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    page, data = to_html(report), to_json(report)
    return _put(folder / "report.html", page), _put(folder / "report.json", data)


def _put(path: Path, text: str) -> Path:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(name).chmod(FILE_MODE)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path
