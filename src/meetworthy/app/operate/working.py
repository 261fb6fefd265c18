"""A process that only works: judging, messages, imports, dry runs; as many of it as needed."""

from __future__ import annotations

import signal
import threading
from collections.abc import Sequence
from pathlib import Path

import structlog

from .clock import now
from .crew import man
from .ending import end, outlive_lost_connections
from .start import spare_what_is_loaded
from .tasks import Task

_LOG = structlog.get_logger(__name__)
WATCH_SECONDS = 1.0


def work(tasks: Sequence[Task], *, alive: Path | None = None) -> None:
    """Work until the process is asked to end (SIGTERM, Ctrl-C), then finish the turn under way.

    ``alive`` is a file that is touched while no task has trouble: who looks after the process
    looks at its age.
    """
    outlive_lost_connections()
    asked = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: asked.set())
    spare_what_is_loaded()
    crew = man(tasks, clock=now)
    while not asked.wait(WATCH_SECONDS):
        crew.check()
        if alive is not None and not crew.troubles():
            alive.touch()
    _LOG.info("worker is ending")
    end()
