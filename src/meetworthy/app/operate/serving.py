"""Serving over HTTP: granian's processes, and in the embedded case the tasks beside the views.

Granian runs a small main process that restarts what dies, and one worker process or several that
load the application.  A worker process ends when its main process is gone, however it went.
"""

from __future__ import annotations

import os
import signal
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
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
    """Serve until the process is asked to end; ``ready`` is told the URL once it answers."""
    from granian.constants import Interfaces
    from granian.server import Server

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
        server.on_startup(partial(_say_when_ready, serving.url, ready))
        server.serve(target_loader=partial(load, serving, os.getpid()), wrap_loader=False)


_GRANIAN_LOGS: dict[str, Any] = {
    "version": 1,
    "incremental": False,
    "disable_existing_loggers": False,
    "formatters": {},
    "handlers": {},
    "loggers": {"_granian": {"propagate": True}, "granian.access": {"propagate": True}},
}
"""Granian logs as everything else does."""


def load(serving: Serving, parent: int) -> Any:
    """Load the application in a worker process; start the tasks where they are embedded."""
    from multiprocessing.util import Finalize

    from meetworthy.app.wsgi import application

    from .clock import now
    from .crew import man
    from .ending import end
    from .logs import configure_logs
    from .tasks import tasks_named

    configure_logs(serving.log_form)
    if serving.is_embedded:
        man(tasks_named(""), clock=now)
    threading.Thread(target=_watch, args=(parent,), name="watch", daemon=True).start()
    Finalize(None, end, exitpriority=100)  # when granian has answered what it had accepted
    return application


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


def _say_when_ready(url: str, ready: Callable[[str], None]) -> None:
    threading.Thread(target=_wait_until_ready, args=(url, ready), daemon=True).start()


def _wait_until_ready(url: str, ready: Callable[[str], None]) -> None:
    import httpx

    with httpx.Client(trust_env=False, timeout=5) as client:
        while True:
            try:
                if client.get(f"{url}/healthz").is_success:
                    break
            except httpx.HTTPError:
                time.sleep(0.05)
    ready(url)
