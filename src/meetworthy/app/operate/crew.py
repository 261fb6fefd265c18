"""The crew: a thread for each task, each watched, so that none dies without being noticed."""

from __future__ import annotations

import random
import sys
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import structlog
from django.db import close_old_connections, connections

from . import wake
from .metrics import TASK_DONE, TASK_FAILURES, TASK_SECONDS
from .tasks import Task

_LOG = structlog.get_logger(__name__)

FIRST_PAUSE_SECONDS = 0.005
"""After work, look again this soon; doubled while there is none. Chosen by eye."""

FIRST_RETRY_SECONDS, LAST_RETRY_SECONDS = 0.2, 30.0
"""How soon a task that failed is tried again, first and at last; chosen by eye."""

LAST_WORDS_SECONDS = 20.0
"""How long a turn under way may take to end when the process is asked to."""


@dataclass(slots=True)
class Hand:
    """One task in its thread: what it does and how it has fared."""

    task: Task
    clock: Callable[[], int]
    thread: threading.Thread | None = None
    turn_began: float = field(default_factory=time.monotonic)
    idle_turns: int = 0  # in a row
    failures: int = 0  # in a row
    stopping: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Start, or start anew, the thread."""
        self.turn_began = time.monotonic()
        self.thread = threading.Thread(target=self._run, name=f"task {self.task.name}", daemon=True)
        self.thread.start()

    @property
    def is_alive(self) -> bool:
        """Say whether the thread runs."""
        return self.thread is not None and self.thread.is_alive()

    @property
    def is_stuck(self) -> bool:
        """Say whether the turn under way takes longer than any should."""
        return time.monotonic() - self.turn_began > self.task.beats

    def trouble(self) -> str:
        """Return what is wrong with it, or nothing."""
        if not self.is_alive:
            return "its thread has ended"
        if self.is_stuck:
            return f"its turn has taken more than {self.task.beats:g} s"
        if self.failures:
            return f"it failed {self.failures} times in a row"
        return ""

    def where(self) -> list[str]:
        """Return where the turn under way is, the innermost place last."""
        frame = sys._current_frames().get(self.thread.ident or 0) if self.thread else None  # noqa: SLF001 - documented, for this
        stack = traceback.extract_stack(frame) if frame else []
        return [f"{each.filename}:{each.lineno} {each.name}" for each in stack][-6:]

    def _run(self) -> None:
        try:
            while not self.stopping.is_set():
                pause = self._turn()
                if pause:
                    wake.wait(self.task.name, pause)
        finally:
            connections.close_all()

    def _turn(self) -> float:
        """Do some work; return for how many seconds to rest after it."""
        self.turn_began = time.monotonic()
        close_old_connections()
        try:
            done = int(self.task.load()(at=self.clock()))
        except Exception as error:  # noqa: BLE001 - whatever it is, the task is tried again
            return self._failed(error)
        finally:
            took, self.turn_began = time.monotonic() - self.turn_began, time.monotonic()
        self.failures = 0
        return self._done(done, took)

    def _done(self, count: int, took: float) -> float:
        if count:
            self.idle_turns = 0
            TASK_DONE.labels(self.task.name).inc(count)
            TASK_SECONDS.labels(self.task.name).observe(took)
            return 0.0
        self.idle_turns += 1
        return min(self.task.pause_seconds, FIRST_PAUSE_SECONDS * (1 << min(self.idle_turns, 16)))

    def _failed(self, error: Exception) -> float:
        self.failures += 1
        TASK_FAILURES.labels(self.task.name).inc()
        _LOG.error("task failed", task=self.task.name, failures=self.failures, exc_info=error)
        connections.close_all()  # it may be the connection that is broken
        longest = min(LAST_RETRY_SECONDS, FIRST_RETRY_SECONDS * 2 ** min(self.failures - 1, 16))
        return random.uniform(longest / 2, longest)  # noqa: S311 - so that workers spread, no secret


class Crew:
    """Runs tasks until it is stopped; `check` starts anew whatever has ended by itself."""

    def __init__(self, tasks: Sequence[Task], *, clock: Callable[[], int]) -> None:
        self.hands = [Hand(task, clock) for task in tasks]

    def start(self) -> None:
        """Start every task, its code loaded before: threads that import at once may lock up."""
        for hand in self.hands:
            hand.task.load()
        for hand in self.hands:
            hand.start()
        _LOG.info("tasks started", tasks=[hand.task.name for hand in self.hands])

    def check(self) -> None:
        """Start anew the tasks whose thread has ended though nobody asked it to."""
        for hand in self.hands:
            if not hand.is_alive and not hand.stopping.is_set():
                _LOG.error("task had ended; it is started anew", task=hand.task.name)
                hand.start()

    def troubles(self) -> dict[str, str]:
        """Return what is wrong, by the task's name."""
        said = {hand.task.name: hand.trouble() for hand in self.hands}
        return {name: trouble for name, trouble in said.items() if trouble}

    def stop(self) -> None:
        """Let every turn under way come to its end, then rest; what is left is done later."""
        for hand in self.hands:
            hand.stopping.set()
        wake.wake_all()
        deadline = time.monotonic() + LAST_WORDS_SECONDS
        for hand in self.hands:
            if hand.thread is not None:
                hand.thread.join(max(0.0, deadline - time.monotonic()))
                if hand.thread.is_alive():
                    _LOG.warning(
                        "task is ended within its turn", task=hand.task.name, at=hand.where()
                    )


_HERE: list[Crew] = []


def crew_here() -> Crew | None:
    """Return the crew of this process, where it has one."""
    return _HERE[-1] if _HERE else None


def man(tasks: Sequence[Task], *, clock: Callable[[], int]) -> Crew:
    """Start a crew in this process; it is stopped when the process ends in peace."""
    from .ending import at_end

    crew = Crew(tasks, clock=clock)
    _HERE.append(crew)
    crew.start()
    at_end(crew.stop)
    return crew
