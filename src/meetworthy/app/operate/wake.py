"""Waking the tasks of this process: whoever commits work says so, and nobody waits for a poll.

Other processes find the work by looking (`tasks` says how often).  A wake is a hint: losing one
costs a moment, never work.
"""

from __future__ import annotations

import threading
from collections import defaultdict

_EVENTS: defaultdict[str, threading.Event] = defaultdict(threading.Event)


def wake(task: str) -> None:
    """Let the task of this name look for work now."""
    _EVENTS[task].set()


def wait(task: str, seconds: float) -> bool:
    """Wait until the task is woken, at most so long; return whether it was."""
    event = _EVENTS[task]
    woken = event.wait(seconds)
    event.clear()
    return woken


def wake_all() -> None:
    """Wake every task that waits: this process is about to end."""
    for event in list(_EVENTS.values()):
        event.set()
