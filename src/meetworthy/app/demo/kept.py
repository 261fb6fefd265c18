"""What a demo remembers in its folder, so that it goes on where it was stopped."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

FILE = "demo.json"
MARK = "demo-folder"


@dataclass(slots=True)
class Kept:
    """The company that is shown, the keys of its systems, and what was sent last."""

    seed: int
    leads_a_day: float
    start: str
    keys: dict[str, str] = field(default_factory=dict)
    sent: str | None = None

    @property
    def started_at(self) -> datetime:
        """When the history ends and the live company begins."""
        return datetime.fromisoformat(self.start)

    @property
    def sent_at(self) -> datetime | None:
        """Until when the stream was sent."""
        return None if self.sent is None else datetime.fromisoformat(self.sent)

    def save(self, folder: Path) -> None:
        """Write it into the demo's folder, at once or not at all."""
        draft = folder / f"{FILE}.new"
        draft.write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")
        draft.replace(folder / FILE)


def kept_in(folder: Path) -> Kept | None:
    """Return what a demo remembers; None where none was prepared to its end."""
    file = folder / FILE
    if not file.exists():
        return None
    said: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return Kept(**said)


def clear(folder: Path) -> None:
    """Make a demo's folder empty, unless it holds something that is no demo's.

    Raises FileExistsError where it does.
    """
    mark = folder / MARK
    if folder.exists() and any(folder.iterdir()) and not mark.exists():
        raise FileExistsError(f"{folder} holds something that is no demo's; name another folder.")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    mark.write_text("Everything in this folder belongs to the demo.\n", encoding="utf-8")
