"""The heart of a job that reads: says every few seconds that it lives, and what it is doing.

Reading happens inside one long call; without this another worker would take the job over.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import structlog
from django.db import DatabaseError, InterfaceError, connection

from .lease import Held, Lost

_LOG = structlog.get_logger(__name__)

BEAT_SECONDS = 2.0
"""Well below the silence after which a worker counts as dead; chosen by eye."""


@dataclass(slots=True)
class Pulse:
    """What is being done and how far it is; calling it raises Lost once the job is lost."""

    doing: str = ""
    share: float = 0.0
    is_lost: bool = False

    def __call__(self, doing: str, share: float) -> None:
        """Say what is being done, and how far all of it is (0 to 1)."""
        self.doing, self.share = doing, share
        if self.is_lost:
            raise Lost


@contextmanager
def beating(
    held: Held, *, clock: Callable[[], int], seen: Callable[[str, float], None]
) -> Iterator[Pulse]:
    """Keep a job while the block runs; the block says what it does by calling the pulse.

    ``seen`` is told it too, at every beat.
    """
    pulse, done = Pulse(), threading.Event()
    thread = threading.Thread(target=_beat, args=(held, clock, pulse, done, seen), daemon=True)
    thread.start()
    try:
        yield pulse
    finally:
        done.set()
        thread.join()


def _beat(
    held: Held,
    clock: Callable[[], int],
    pulse: Pulse,
    done: threading.Event,
    seen: Callable[[str, float], None],
) -> None:
    try:
        while not done.wait(BEAT_SECONDS) and not pulse.is_lost:
            seen(pulse.doing, pulse.share)
            try:
                held.keep(at=clock(), doing=pulse.doing, share=pulse.share)
            except Lost:
                pulse.is_lost = True
            except (DatabaseError, InterfaceError) as error:
                _LOG.warning("import could not say that it is alive", exc_info=error)
                connection.close()
    finally:
        connection.close()  # this thread's own
