"""What is to be done before this process ends: drain what was taken, close what is open."""

from __future__ import annotations

import signal
from collections.abc import Callable

import structlog

_LOG = structlog.get_logger(__name__)
_ENDINGS: list[Callable[[], object]] = []


def at_end(ending: Callable[[], object]) -> None:
    """Have this called before the process ends in peace; the latest first."""
    if ending not in _ENDINGS:
        _ENDINGS.append(ending)


def outlive_lost_connections() -> None:
    """Let no client that hangs up end this process: commands end on SIGPIPE, services do not."""
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)


def end() -> None:
    """Call every ending once; one that fails does not keep the others from their turn."""
    while _ENDINGS:
        ending = _ENDINGS.pop()
        try:
            ending()
        except Exception:  # noqa: BLE001 - logged; the others have their turn
            _LOG.exception("ending failed", ending=getattr(ending, "__qualname__", repr(ending)))
