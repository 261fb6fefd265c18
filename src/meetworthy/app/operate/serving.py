"""Serving over HTTP: granian's processes, and in the embedded case the tasks beside the views.

Granian runs a small main process that restarts what dies, and one worker process or several that
load the application.  A worker process ends when its main process is gone, however it went.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from multiprocessing.synchronize import Event
from typing import Any

THREADS = 32
"""Requests answered at a time by a process; a connection to the database each. Chosen by eye."""

WAITING_REQUESTS = 1_024
"""Requests that may wait for a thread before new ones are left to the system's queue."""

LAST_WORDS_SECONDS = 30
"""How long a process may take to finish what it has begun, before it is ended."""

WATCH_SECONDS = 1.0
"""How often a process looks after its threads and its parent."""


@dataclass(frozen=True, slots=True)
class Serving:
    """How to serve: where, with how many processes and threads, and with which tasks inside."""

    host: str
    port: int
    workers: int
    threads: int
    is_embedded: bool
    log_form: str

    @property
    def url(self) -> str:
        """Return where a browser on this machine finds it."""
        host = {"0.0.0.0": "localhost", "::": "localhost"}.get(self.host, self.host)  # noqa: S104 - compared, not bound
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"


def serve(serving: Serving, *, ready: Callable[[str], None]) -> None:
    """Serve until the process is asked to end; ``ready`` is told the URL once it answers.

    ``ready`` is called in the main process, by a thread that until then only waits: workers are
    forked from this process, and a lock that a thread held then they would wait for, for ever.
    """
    from granian.constants import Interfaces
    from granian.server import Server

    from .ending import outlive_lost_connections

    outlive_lost_connections()  # the processes forked from this one inherit it
    with tempfile.TemporaryDirectory(prefix="meetworthy-metrics-") as counts:
        # Several processes count into files, so that any of them can tell all of it.
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = counts
        server = Server(
            "meetworthy.app.wsgi:application",
            address=serving.host,
            port=serving.port,
            interface=Interfaces.WSGI,
            workers=serving.workers,
            blocking_threads=serving.threads,
            backpressure=WAITING_REQUESTS,
            websockets=False,
            respawn_failed_workers=True,
            workers_kill_timeout=LAST_WORDS_SECONDS,
            log_dictconfig=_GRANIAN_LOGS,
        )
        loaded = multiprocessing.Event()
        waiting = threading.Thread(target=_tell, args=(loaded, ready, serving.url), daemon=True)
        waiting.start()
        loader = partial(load, serving, os.getpid(), loaded.set)
        server.serve(target_loader=loader, wrap_loader=False)


_GRANIAN_LOGS: dict[str, Any] = {
    "version": 1,
    "incremental": False,
    "disable_existing_loggers": False,
    "formatters": {},
    "handlers": {},
    "loggers": {"_granian": {"propagate": True}, "granian.access": {"propagate": True}},
}
"""Granian logs as everything else does."""


def _tell(loaded: Event, ready: Callable[[str], None], url: str) -> None:
    loaded.wait()
    ready(url)


def load(serving: Serving, parent: int, loaded: Callable[[], None]) -> Any:
    """Load the application in a worker process; start the tasks where they are embedded."""
    from multiprocessing.util import Finalize

    # Until granian listens to them, its main process's handlers would swallow them unseen.
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, signal.SIG_DFL)

    from meetworthy.app.wsgi import application

    from .bodies import BodiesInTurn
    from .clock import now
    from .crew import man
    from .ending import end
    from .logs import configure_logs
    from .start import spare_what_is_loaded
    from .tasks import tasks_named

    configure_logs(serving.log_form)
    _load_every_view()
    spare_what_is_loaded()
    if serving.is_embedded:
        man(tasks_named(""), clock=now)
    threading.Thread(target=_watch, args=(parent,), name="watch", daemon=True).start()
    Finalize(None, end, exitpriority=100)  # when granian has answered what it had accepted
    loaded()  # the socket is open: who comes now is answered in a moment
    return BodiesInTurn(application, threads=serving.threads)


def _load_every_view() -> None:
    """Import what requests need before there are threads: two that import at once may lock up."""
    from django.urls import get_resolver

    get_resolver()._populate()  # noqa: SLF001 - Django has no public word for it


def _watch(parent: int) -> None:
    """Look after the threads of this process; end it when its main process is gone."""
    from .crew import crew_here
    from .metrics import MEMORY, resident_bytes

    while True:
        time.sleep(WATCH_SECONDS)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)
        crew = crew_here()
        if crew is not None:
            crew.check()
        MEMORY.set(resident_bytes() or 0)
