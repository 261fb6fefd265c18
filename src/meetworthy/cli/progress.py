"""Progress of anything that takes longer than a second, on standard error, for people only."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

PATIENCE_SECONDS = 1.0
"""How long nothing is shown; chosen by eye."""


@dataclass(slots=True)
class Watch:
    """What is being done now; call it to say so, with how much of it is done where known."""

    text: str
    share: float | None = None

    def __call__(self, text: str, share: float | None = None) -> None:
        """Say what is being done; ``share`` from 0 to 1, or None where nobody knows."""
        self.text, self.share = text, share


@contextmanager
def watching(text: str) -> Iterator[Watch]:
    """Show what is being done while the block runs; nothing at all where nobody is looking."""
    watch = Watch(text)
    if not sys.stderr.isatty():
        yield watch
        return
    done = threading.Event()
    shower = threading.Thread(target=_show, args=(watch, done), daemon=True)
    shower.start()
    try:
        yield watch
    finally:
        done.set()
        shower.join()


def _show(watch: Watch, done: threading.Event) -> None:
    if done.wait(PATIENCE_SECONDS):
        return
    with _bar() as bar:
        task = bar.add_task(watch.text, total=None)
        while not done.wait(0.1):
            total = None if watch.share is None else 1.0
            bar.update(task, description=watch.text, total=total, completed=watch.share or 0.0)


def _bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
