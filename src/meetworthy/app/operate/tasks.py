"""The visible registry of what workers do: a line for each kind of work.

Each is named by the function that does a little of it and returns how much that was:
``once(at=instant)``.  It takes work by the database, so that any number of processes may
run it; killed anywhere, another does the same again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec

from django.utils.module_loading import import_string

Once = Callable[..., int]
"""Does some work at an instant, and returns how much there was; False is none."""


@dataclass(frozen=True, slots=True)
class Task:
    """A kind of work: its name, who does it, and the longest pause between looks for it.

    ``beats`` is how long one turn may take, in seconds, before it counts as stuck.
    """

    name: str
    function: str
    pause_seconds: float
    beats: float

    @property
    def is_there(self) -> bool:
        """Say whether this installation has the work's code."""
        return find_spec(self.function.rpartition(".")[0]) is not None

    def load(self) -> Once:
        """Return the function that does it."""
        function: Once = import_string(self.function)
        return function


TASKS = (
    # A verdict is awaited within a second: a look costs a tenth of a millisecond.
    Task("judging", "meetworthy.app.judging.work.work_once", pause_seconds=0.05, beats=60),
    # Somebody waits for a lead as for a verdict: that it is theirs.
    Task("routing", "meetworthy.app.routing.assign.once", pause_seconds=0.5, beats=300),
    Task("outbox", "meetworthy.app.outbox.deliver.deliver_once", pause_seconds=1, beats=120),
    Task("notices", "meetworthy.app.notices.run.once", pause_seconds=1, beats=120),
    Task("chat", "meetworthy.app.notices.chat.chat_once", pause_seconds=1, beats=120),
    Task("mail", "meetworthy.app.mail.send.send_once", pause_seconds=1, beats=600),
    Task("letters", "meetworthy.app.mail.forget.forget_once", pause_seconds=3_600, beats=600),
    Task("mailbox", "meetworthy.app.mail.mailbox.read_once", pause_seconds=10, beats=600),
    Task("forms", "meetworthy.app.prequalify.work.once", pause_seconds=1, beats=120),
    Task("imports", "meetworthy.app.imports.run.once", pause_seconds=1, beats=600),
    Task("sweeps", "meetworthy.app.judging.bulk.once", pause_seconds=1, beats=3_600),
    Task("dry runs", "meetworthy.app.definitions.dry_run.once", pause_seconds=1, beats=3_600),
    Task("trials", "meetworthy.app.routing.trials.once", pause_seconds=2, beats=3_600),
    Task("measuring", "meetworthy.app.measuring.funnel.once", pause_seconds=2, beats=3_600),
    Task("calendars", "meetworthy.app.booking.poll.once", pause_seconds=10, beats=600),
    Task("answers", "meetworthy.app.api.once.forget_once", pause_seconds=600, beats=3_600),
    Task("planner", "meetworthy.app.ledger.planner.look_once", pause_seconds=60, beats=600),
)
"""Pauses and patience are chosen by eye."""


def tasks_named(names: str) -> tuple[Task, ...]:
    """Return the tasks of these names, separated by commas; all where nothing is said.

    Raises ValueError for a name that is none.
    """
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    unknown = sorted(set(wanted) - {task.name for task in TASKS})
    if unknown:
        known = ", ".join(task.name for task in TASKS)
        raise ValueError(f"There is no task {unknown[0]!r}; there are {known}.")
    return tuple(task for task in TASKS if task.is_there and (not wanted or task.name in wanted))
